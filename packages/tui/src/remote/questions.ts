import type { RequestPermissionProfile } from "@codex/app-server-protocol/policies";
import type { ServerAnswers } from "@codex/client/app-server";
import type { Answer, FileChange, Permissions, Question } from "@codex/core";

/** Asks the user of a thread; undefined if that thread is not open here. */
export type AskThread = (
  threadId: string,
  question: (changesOf: (itemId: string) => readonly FileChange[]) => Question,
  signal: AbortSignal,
) => Promise<Answer | undefined>;

/** Passes the server's questions to the user. Questions of threads that are not open here are declined. */
export function answersOf(ask: AskThread): ServerAnswers {
  let count = 0;
  const base = (turnId: string | null | undefined, itemId?: string) => ({
    id: `question-${count++}`,
    turnId: turnId ?? undefined,
    itemId,
    askedAt: Date.now(),
  });
  return {
    "item/commandExecution/requestApproval": async (params, signal) => {
      const rule = params.proposedExecpolicyAmendment ?? undefined;
      const question: Question = {
        ...base(params.turnId, params.itemId),
        kind: "command",
        command: ["bash", "-c", params.command ?? ""],
        cwd: params.cwd ?? "",
        actions: [],
        reason: params.reason ?? undefined,
        reasonFrom: "model",
        outsideSandbox: (params.additionalPermissions ?? undefined) !== undefined,
        ...(rule === undefined || rule.length === 0 ? {} : { proposedRule: rule }),
      };
      return { decision: commandDecision(await ask(params.threadId, () => question, signal)) };
    },
    "item/fileChange/requestApproval": async (params, signal) => {
      const question = (changesOf: (itemId: string) => readonly FileChange[]): Question => ({
        ...base(params.turnId, params.itemId),
        kind: "patch",
        changes: changesOf(params.itemId),
        reason: params.reason ?? undefined,
      });
      return { decision: plainDecision(await ask(params.threadId, question, signal)) };
    },
    "item/tool/requestUserInput": async (params, signal) => {
      const question: Question = {
        ...base(params.turnId, params.itemId),
        kind: "user-questions",
        isBlocking: params.isBlocking,
        questions: params.questions.map(({ options, ...one }) => ({ ...one, options: options ?? undefined })),
      };
      const answer = await ask(params.threadId, () => question, signal);
      const given = answer?.type === "answered" ? Object.entries(answer.answers) : [];
      return { answers: Object.fromEntries(given.map(([id, answers]) => [id, { answers: [...answers] }])) };
    },
    "item/permissions/requestApproval": async (params, signal) => {
      const asked = permissionsOf(params.permissions);
      // Permissions that cannot be shown must not be granted.
      if (asked === undefined) return { permissions: {}, scope: "turn" };
      const question: Question = {
        ...base(params.turnId),
        kind: "permissions",
        cwd: params.cwd,
        permissions: asked,
        reason: params.reason ?? undefined,
      };
      const answer = await ask(params.threadId, () => question, signal);
      if (answer?.type !== "approved") return { permissions: {}, scope: "turn" };
      return { permissions: params.permissions, scope: answer.scope === "thread" ? "session" : "turn" };
    },
    "mcpServer/elicitation/request": async (params, signal) => {
      if (params.mode !== "form" && params.mode !== "url") return { action: "decline" };
      const isPage = params.mode === "url";
      const question: Question = {
        ...base(params.turnId),
        kind: "elicitation",
        server: params.serverName,
        message: isPage ? `${params.message}\n${params.url}` : params.message,
        requestedSchema: isPage ? { type: "object", properties: {} } : params.requestedSchema,
      };
      const answer = await ask(params.threadId, () => question, signal);
      if (answer?.type === "accepted") return { action: "accept", content: answer.content };
      return { action: answer?.type === "cancelled" ? "cancel" : "decline" };
    },
  };
}

/** Undefined if it contains more than folders and the network. */
function permissionsOf({ fileSystem, network }: RequestPermissionProfile): Permissions | undefined {
  const entries = fileSystem?.entries ?? [];
  const paths = (access: "read" | "write") => [
    ...new Set([
      ...(fileSystem?.[access] ?? []),
      ...entries.flatMap((entry) => (entry.access === access && entry.path.type === "path" ? [entry.path.path] : [])),
    ]),
  ];
  if (entries.some(({ access, path }) => access === "deny" || path.type !== "path")) return undefined;
  return { read: paths("read"), write: paths("write"), network: network?.enabled === true };
}

function plainDecision(answer: Answer | undefined): "accept" | "acceptForSession" | "decline" | "cancel" {
  if (answer?.type === "approved") return answer.scope === "thread" ? "acceptForSession" : "accept";
  return answer?.type === "cancelled" ? "cancel" : "decline";
}

function commandDecision(answer: Answer | undefined) {
  if (answer?.type !== "approved" || answer.scope !== "rule") return plainDecision(answer);
  return { acceptWithExecpolicyAmendment: { execpolicy_amendment: [...answer.words] } };
}
