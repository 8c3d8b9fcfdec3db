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
  const base = (turnId: string | null | undefined, itemId?: string): Base => ({
    id: `question-${count++}`,
    turnId: turnId ?? undefined,
    itemId,
    askedAt: Date.now(),
  });
  return {
    "item/commandExecution/requestApproval": async (params, signal) => {
      const question = commandQuestion(params, base(params.turnId, params.itemId));
      return { decision: commandDecision(await ask(params.threadId, () => question, signal)) };
    },
    "item/fileChange/requestApproval": async ({ threadId, turnId, itemId, reason }, signal) => {
      const asked = { ...base(turnId, itemId), kind: "patch", reason: reason ?? undefined } as const;
      const answer = await ask(threadId, (changesOf) => ({ ...asked, changes: changesOf(itemId) }), signal);
      return { decision: plainDecision(answer) };
    },
    "item/tool/requestUserInput": async (params, signal) => {
      const question = userQuestions(params, base(params.turnId, params.itemId));
      const answer = await ask(params.threadId, () => question, signal);
      const given = answer?.type === "answered" ? Object.entries(answer.answers) : [];
      return { answers: Object.fromEntries(given.map(([id, answers]) => [id, { answers: [...answers] }])) };
    },
    "item/permissions/requestApproval": async (params, signal) => {
      const question = permissionsQuestion(params, base(params.turnId));
      const answer = question && (await ask(params.threadId, () => question, signal));
      if (answer?.type !== "approved") return { permissions: {}, scope: "turn" };
      return { permissions: params.permissions, scope: answer.scope === "thread" ? "session" : "turn" };
    },
    "mcpServer/elicitation/request": async (params, signal) => {
      const question = elicitationQuestion(params, base(params.turnId));
      const answer = question && (await ask(params.threadId, () => question, signal));
      if (answer?.type === "accepted") return { action: "accept", content: answer.content };
      return { action: answer?.type === "cancelled" ? "cancel" : "decline" };
    },
  };
}

type Params<Method extends keyof ServerAnswers> = Parameters<NonNullable<ServerAnswers[Method]>>[0];
type Base = Pick<Question, "id" | "turnId" | "itemId" | "askedAt">;

function commandQuestion(params: Params<"item/commandExecution/requestApproval">, base: Base): Question {
  const rule = params.proposedExecpolicyAmendment ?? [];
  return {
    ...base,
    kind: "command",
    command: ["bash", "-c", params.command ?? ""],
    cwd: params.cwd ?? "",
    actions: [],
    reason: params.reason ?? undefined,
    reasonFrom: "model",
    outsideSandbox: params.additionalPermissions != null,
    ...(rule.length > 0 && { proposedRule: rule }),
  };
}

function userQuestions({ isBlocking, questions }: Params<"item/tool/requestUserInput">, base: Base): Question {
  return {
    ...base,
    kind: "user-questions",
    isBlocking,
    questions: questions.map(({ options, ...one }) => ({ ...one, options: options ?? undefined })),
  };
}

/** Undefined for permissions that cannot be shown, which must not be granted. */
function permissionsQuestion(
  { cwd, permissions: asked, reason }: Params<"item/permissions/requestApproval">,
  base: Base,
): Question | undefined {
  const permissions = permissionsOf(asked);
  return permissions && { ...base, kind: "permissions", cwd, permissions, reason: reason ?? undefined };
}

/** Undefined for modes that the chat does not know. */
function elicitationQuestion(params: Params<"mcpServer/elicitation/request">, base: Base): Question | undefined {
  const elicited = { ...base, kind: "elicitation", server: params.serverName } as const;
  switch (params.mode) {
    case "form":
      return { ...elicited, message: params.message, requestedSchema: params.requestedSchema };
    case "url": {
      const requestedSchema = { type: "object", properties: {} } as const;
      return { ...elicited, message: `${params.message}\n${params.url}`, requestedSchema };
    }
    default:
      return undefined;
  }
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
