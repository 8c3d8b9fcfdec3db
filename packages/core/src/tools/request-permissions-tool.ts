import path from "node:path";
import * as z from "zod/mini";
import { answerQuestion } from "../approval-review/answer-question.js";
import { mayAsk } from "../config/permissions/approval-policy.js";
import { expandHome } from "../environment.js";
import { isNothing, NO_PERMISSIONS, type Permissions, permissionsWithin } from "../items/permissions.js";
import type { Turn } from "../session/turn.js";
import { createRequestPermissionsTool, REQUEST_PERMISSIONS_TOOL_NAME } from "../specs/request-permissions-tool-spec.js";
import { functionTool } from "./function-tool.js";
import { failedAnswer, type Tool } from "./tool.js";

const PathsSchema = z.nullish(z.array(z.string()));

const ArgumentsSchema = z.object({
  permissions: z.strictObject({
    file_system: z.nullish(z.strictObject({ read: PathsSchema, write: PathsSchema })),
    network: z.nullish(z.strictObject({ enabled: z.nullish(z.boolean()) })),
  }),
  reason: z.nullish(z.string()),
  environment_id: z.nullish(z.string()),
});

type Arguments = z.infer<typeof ArgumentsSchema>;

/** `request_permissions`: the model requests permissions before it needs them. The answer lists what was granted. */
export function requestPermissionsTool(turn: Turn): Tool {
  return functionTool({
    names: [REQUEST_PERMISSIONS_TOOL_NAME],
    spec: createRequestPermissionsTool,
    leavesFilesAlone: true,
    arguments: ArgumentsSchema,
    async run(args, { callId, cwd }) {
      const { session, context } = turn;
      const { environment_id } = args;
      if (environment_id != null && environment_id !== "local")
        return failedAnswer(`there is no environment ${environment_id}, only local`);
      const asked = askedFor(turn, args);
      if (isNothing(asked)) return failedAnswer("request_permissions needs a folder or the network to ask for");
      if (!mayAsk(context.approvalPolicy, "request_permissions")) return answerWith(NO_PERMISSIONS, "turn");
      const reason = args.reason ?? undefined;
      const answer = await answerQuestion(turn, { kind: "permissions", callId, cwd, permissions: asked, reason });
      if (answer.type !== "approved" || answer.scope === "rule") return answerWith(NO_PERMISSIONS, "turn");
      const granted = grantedOf(turn, asked, answer.permissions ?? asked);
      if (isNothing(granted)) return answerWith(NO_PERMISSIONS, "turn");
      const scope = answer.scope === "thread" ? "thread" : "turn";
      session.granted.grant(turn, granted, scope);
      return answerWith(granted, scope);
    },
  });
}

/** Resolves links in the requested folders: the user sees where a link leads, and a folder put there later is not covered. */
function askedFor({ session, context }: Turn, { permissions: { file_system, network } }: Arguments): Permissions {
  const absolute = (given: string) => path.resolve(context.cwd, expandHome(given, session.config.env));
  const real = (paths: readonly string[] | null | undefined) => [
    ...new Set((paths ?? []).map((one) => session.roots.lookAt(absolute(one)))),
  ];
  return { read: real(file_system?.read), write: real(file_system?.write), network: network?.enabled === true };
}

/** Folders in the answer may lie within requested ones; their real paths are resolved now. */
function grantedOf({ session: { roots } }: Turn, asked: Permissions, answer: Permissions): Permissions {
  const granted = permissionsWithin(asked, answer);
  return { ...granted, write: granted.write.filter((one) => asked.write.includes(one) || roots.lookAt(one) === one) };
}

/** The answer in the format of 0.171. */
function answerWith({ read, write, network }: Permissions, scope: "turn" | "thread"): string {
  const lists = { ...(read.length > 0 && { read }), ...(write.length > 0 && { write }) };
  const permissions = {
    network: network ? { enabled: true } : null,
    file_system: Object.keys(lists).length === 0 ? null : lists,
  };
  return JSON.stringify({ permissions, scope: scope === "thread" ? "session" : "turn" });
}
