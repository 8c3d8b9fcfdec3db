import {
  CommandExecutionRequestApprovalResponseSchema,
  FileChangeRequestApprovalResponseSchema,
  ToolRequestUserInputResponseSchema,
} from "@codex/app-server-protocol/approvals";
import { McpServerElicitationRequestResponseSchema } from "@codex/app-server-protocol/elicitation";
import type { ServerMethod } from "@codex/app-server-protocol/methods";
import type { Answer, ElicitationValue, Question } from "@codex/core";
import { joinShellWords } from "@codex/core";
import * as z from "zod/mini";
import { actionsToWire } from "../items/command-action.js";
import { permissionsRequest } from "./permissions-request.js";

/** A turn's question as a request to clients. */
export interface QuestionRequest {
  readonly method: ServerMethod;
  readonly params: unknown;
  /** Parses the client's answer; undefined if it is invalid. */
  readonly read: (answer: unknown) => Answer | undefined;
}

type CommandQuestion = Extract<Question, { kind: "command" }>;
type McpCallQuestion = NonNullable<CommandQuestion["mcpCall"]>;

interface Place {
  readonly threadId: string;
  /** The id on the wire of the item that waits. */
  readonly itemId: string | undefined;
}

export function questionRequest(question: Question, { threadId, itemId = question.id }: Place): QuestionRequest {
  const { turnId = "" } = question;
  const about = { threadId, turnId, itemId };
  switch (question.kind) {
    case "command":
      if (question.mcpCall !== undefined) return mcpCallRequest(question, question.mcpCall, threadId);
      return {
        method: "item/commandExecution/requestApproval",
        params: { ...about, ...commandParams(question) },
        read: readCommandDecision,
      };
    case "patch":
      return {
        method: "item/fileChange/requestApproval",
        params: { ...about, startedAtMs: question.askedAt, reason: question.reason ?? null, grantRoot: null },
        read: (answer) => decided(FileChangeRequestApprovalResponseSchema.safeParse(answer).data?.decision),
      };
    case "user-questions":
      return {
        method: "item/tool/requestUserInput",
        params: { ...about, isBlocking: question.isBlocking, questions: question.questions.map(userQuestion) },
        read: readUserInput,
      };
    case "elicitation":
      return {
        method: "mcpServer/elicitation/request",
        params: { threadId, turnId: question.turnId ?? null, serverName: question.server, ...elicitationIn(question) },
        read: readElicitation,
      };
    case "permissions":
      return permissionsRequest(question, { threadId, turnId });
    default:
      return question satisfies never;
  }
}

function elicitationIn({ link, message, requestedSchema }: Extract<Question, { kind: "elicitation" }>) {
  return link === undefined ? { mode: "form", message, requestedSchema } : { mode: "url", ...link };
}

/** Asks about an MCP tool as 0.171 does, with a form that has no fields. */
function mcpCallRequest(question: CommandQuestion, call: McpCallQuestion, threadId: string): QuestionRequest {
  const parameters = Object.entries(call.arguments);
  return {
    method: "mcpServer/elicitation/request",
    params: {
      mode: "form",
      threadId,
      turnId: question.turnId ?? null,
      serverName: call.server,
      message: `Allow a call of ${call.tool}? ${question.reason ?? ""}`.trim(),
      requestedSchema: { type: "object", properties: {} },
      _meta: {
        codex_approval_kind: "mcp_tool_call",
        ...(call.mayLast === true ? { persist: ["session"] } : {}),
        tool_name: call.tool,
        ...(call.description === undefined ? {} : { tool_description: call.description }),
        ...(call.annotations === undefined ? {} : { tool_annotations: call.annotations }),
        tool_params: call.arguments,
        tool_params_display: parameters.map(([name, value]) => ({ name, display_name: name, value })),
      },
    },
    read: (answer) =>
      approvalIn(readElicitation(answer), call.mayLast === true && isForSession(answer) ? "thread" : "once"),
  };
}

const ForSessionSchema = z.object({ _meta: z.object({ persist: z.enum(["session", "always"]) }) });

const isForSession = (answer: unknown): boolean => ForSessionSchema.safeParse(answer).success;

/** Cancelling the form denies the call; the turn continues. */
function approvalIn(answer: Answer | undefined, scope: "once" | "thread"): Answer | undefined {
  if (answer?.type === "accepted") return { type: "approved", scope };
  return answer?.type === "cancelled" ? { type: "denied" } : answer;
}

function commandParams(question: CommandQuestion) {
  const { command, cwd, actions, askedAt, proposedRule, outsideSandbox } = question;
  const execpolicy_amendment = proposedRule && [...proposedRule];
  return {
    ...(question.terminalId === undefined ? { kind: "command" } : { kind: "writeStdin", approvalId: question.callId }),
    startedAtMs: askedAt,
    command: joinShellWords(command),
    commandActions: actionsToWire(actions, { command, cwd }),
    cwd,
    environmentId: "local",
    reason: reasonOf(question) ?? null,
    additionalPermissions: outsideSandbox ? EVERYTHING : null,
    proposedExecpolicyAmendment: execpolicy_amendment ?? null,
    // Parity: `acceptForSession` and `decline` are accepted too, but not offered.
    availableDecisions: [
      "accept",
      ...(execpolicy_amendment === undefined ? [] : [{ acceptWithExecpolicyAmendment: { execpolicy_amendment } }]),
      "cancel",
    ],
  };
}

/** The permissions of a command outside the sandbox. */
const EVERYTHING = {
  fileSystem: { entries: [{ access: "write", path: { type: "special", value: { kind: "root" } } }] },
  network: { enabled: true },
} as const;

const OUTSIDE = "It would run outside the sandbox, with all your rights.";

/** A reason from the model is left unchanged: the model gives one when it asks to leave the sandbox. */
function reasonOf({ reason, reasonFrom, outsideSandbox }: CommandQuestion): string | undefined {
  if (!outsideSandbox || reasonFrom === "model") return reason;
  return reason === undefined ? OUTSIDE : `${reason}${/[.!?]$/.test(reason) ? "" : "."} ${OUTSIDE}`;
}

function readCommandDecision(answer: unknown): Answer | undefined {
  const decision = CommandExecutionRequestApprovalResponseSchema.safeParse(answer).data?.decision;
  if (typeof decision !== "object") return decided(decision);
  if (!("acceptWithExecpolicyAmendment" in decision)) return { type: "denied" };
  const words = decision.acceptWithExecpolicyAmendment.execpolicy_amendment;
  return words.length === 0 ? undefined : { type: "approved", scope: "rule", words };
}

function decided(decision: "accept" | "acceptForSession" | "decline" | "cancel" | undefined): Answer | undefined {
  switch (decision) {
    case "accept":
      return { type: "approved", scope: "once" };
    case "acceptForSession":
      return { type: "approved", scope: "thread" };
    case "decline":
      return { type: "denied" };
    case "cancel":
      return { type: "cancelled" };
    case undefined:
      return undefined;
    default:
      return decision satisfies never;
  }
}

function userQuestion(question: Extract<Question, { kind: "user-questions" }>["questions"][number]) {
  const { id, header, question: text, options, isOther, isSecret } = question;
  return {
    id,
    header,
    question: text,
    options: options?.map(({ label, description }) => ({ label, description })) ?? null,
    isOther: isOther ?? false,
    isSecret: isSecret ?? false,
  };
}

function readUserInput(answer: unknown): Answer | undefined {
  const answers = ToolRequestUserInputResponseSchema.safeParse(answer).data?.answers;
  if (answers === undefined) return undefined;
  const byId = Object.entries(answers).map(([id, given]) => [id, given.answers]);
  return { type: "answered", answers: Object.fromEntries(byId) };
}

const ContentSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));

function readElicitation(answer: unknown): Answer | undefined {
  const parsed = McpServerElicitationRequestResponseSchema.safeParse(answer).data;
  if (parsed === undefined) return undefined;
  if (parsed.action !== "accept") return { type: parsed.action === "cancel" ? "cancelled" : "denied" };
  const content: Record<string, ElicitationValue> | undefined = ContentSchema.safeParse(parsed.content ?? {}).data;
  return content && { type: "accepted", content };
}
