import { PermissionsRequestApprovalResponseSchema } from "@codex/app-server-protocol/approvals";
import type {
  AdditionalPermissionProfile,
  FileSystemSandboxEntry,
  GrantedPermissionProfile,
} from "@codex/app-server-protocol/policies";
import type { Answer, Permissions, PermissionsQuestion } from "@codex/core";
import type { QuestionRequest } from "./question-requests.js";

/** The model requests more permissions in advance. This has no item: clients know it by the id of the model's call. */
export function permissionsRequest(
  question: PermissionsQuestion,
  { threadId, turnId }: { readonly threadId: string; readonly turnId: string },
): QuestionRequest {
  const { id, callId = id, cwd, askedAt, reason, permissions } = question;
  const about = { threadId, turnId, itemId: callId, cwd, environmentId: "local", startedAtMs: askedAt };
  return {
    method: "item/permissions/requestApproval",
    params: { ...about, reason: reason ?? null, permissions: permissionsToWire(permissions) },
    read: readAnswer,
  };
}

/** Folders are listed twice, in the current format and in the older one. */
export function permissionsToWire({ read, write, network }: Permissions): AdditionalPermissionProfile {
  const lists = { ...(read.length > 0 && { read: [...read] }), ...(write.length > 0 && { write: [...write] }) };
  const entries = [...read.map((path) => entryOf("read", path)), ...write.map((path) => entryOf("write", path))];
  return {
    ...(entries.length > 0 && { fileSystem: { ...lists, entries } }),
    ...(network && { network: { enabled: true } }),
  };
}

const entryOf = (access: "read" | "write", path: string): FileSystemSandboxEntry => ({
  access,
  path: { type: "path", path },
});

function readAnswer(answer: unknown): Answer | undefined {
  const parsed = PermissionsRequestApprovalResponseSchema.safeParse(answer).data;
  if (parsed === undefined) return undefined;
  // The client wants a review of later actions, but there is no reviewer for it.
  const permissions = parsed.strictAutoReview === true ? undefined : permissionsFromWire(parsed.permissions);
  if (permissions === undefined) return { type: "denied" };
  return { type: "approved", scope: parsed.scope === "session" ? "thread" : "once", permissions };
}

/** Undefined if there are exceptions, which cannot be enforced here. Special places and patterns were not requested. */
function permissionsFromWire({ fileSystem, network }: GrantedPermissionProfile): Permissions | undefined {
  const entries = fileSystem?.entries ?? undefined;
  if (entries?.some(({ access }) => access === "deny") === true) return undefined;
  const paths = (access: "read" | "write") =>
    entries === undefined
      ? (fileSystem?.[access] ?? [])
      : entries.flatMap((entry) => (entry.access === access && entry.path.type === "path" ? [entry.path.path] : []));
  return { read: paths("read"), write: paths("write"), network: network?.enabled === true };
}
