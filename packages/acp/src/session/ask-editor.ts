import {
  type Answer,
  type Ask,
  type ElicitationQuestion,
  type ElicitationValue,
  joinShellWords,
  permissionWords,
  type Question,
  type UserQuestion,
} from "@codex/core";
import type { Connection } from "@codex/jsonrpc";
import { visibleText } from "@codex/thread-host";
import { changeDiffs, changeLocations, changesTitle } from "../updates/change-diffs.js";
import { commandKind, commandTitle, text } from "../updates/tool-card.js";
import { ElicitationAnswerSchema, PermissionAnswerSchema } from "../wire/client-answers.js";
import type { ClientAbilities } from "../wire/initialize.js";
import type { ToolCallUpdate } from "../wire/session-update.js";

export interface AskOptions {
  readonly sessionId: string;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
}

export interface PermissionOption {
  readonly optionId: string;
  readonly name: string;
  readonly kind: "allow_once" | "allow_always" | "reject_once";
}

const REJECT: PermissionOption = { optionId: "reject", name: "No, and go on without it", kind: "reject_once" };

/**
 * Asks the user in the editor. An editor that dies, or whose answer makes no sense, has said no: whoever asks counts what is
 * thrown here as a refusal.
 */
export function askEditor(options: AskOptions): Ask {
  return (question, signal) => {
    switch (question.kind) {
      case "command":
      case "patch":
      case "permissions":
        return askPermission(options, question, signal);
      case "elicitation":
        return elicit(options, question, signal);
      case "user-questions":
        return askUser(options, question, signal);
      default:
        return question satisfies never;
    }
  };
}

type Approval = Extract<Question, { readonly kind: "command" | "patch" | "permissions" }>;

async function askPermission(options: AskOptions, question: Approval, signal: AbortSignal): Promise<Answer> {
  const choices = choicesOf(question);
  const offered = choices.map(({ option }) => option);
  const chosen = await requestPermission(options, askedAbout(question), offered, signal);
  if (chosen === undefined) return { type: "cancelled" };
  return choices.find(({ option }) => option.optionId === chosen)?.answer ?? { type: "denied" };
}

interface PermissionChoice {
  readonly option: PermissionOption;
  readonly answer: Answer;
}

function choicesOf(question: Approval): readonly PermissionChoice[] {
  const isForTurn = question.kind === "permissions";
  return [
    {
      option: { optionId: "allow", name: isForTurn ? "Allow for this turn" : "Allow once", kind: "allow_once" },
      answer: { type: "approved", scope: "once" },
    },
    {
      option: {
        optionId: "allow-session",
        name: `Allow ${WHAT[question.kind]} for this session`,
        kind: "allow_always",
      },
      answer: { type: "approved", scope: "thread" },
    },
    ...(question.kind === "command" ? ruleChoices(question.proposedRule) : []),
    { option: REJECT, answer: { type: "denied" } },
  ];
}

const WHAT: Readonly<Record<Approval["kind"], string>> = {
  command: "this command",
  patch: "changes of these files",
  permissions: "this",
};

/** Offered where there is something that a rule could allow: it holds in all sessions from then on. */
function ruleChoices(words: readonly string[] | undefined): readonly PermissionChoice[] {
  if (words === undefined) return [];
  const name = `From now on, allow what begins with: ${visibleText(joinShellWords(words))}`;
  return [
    {
      option: { optionId: "allow-rule", name, kind: "allow_always" },
      answer: { type: "approved", scope: "rule", words },
    },
  ];
}

function askedAbout(question: Approval): ToolCallUpdate {
  const base = { toolCallId: question.itemId ?? question.id, status: "pending" } as const;
  const { agent } = question;
  const reason = [
    ...(agent === undefined ? [] : [text(`The helper ${visibleText(agent.nickname)} asks.`)]),
    ...(question.reason === undefined ? [] : [text(visibleText(question.reason))]),
  ];
  if (question.kind === "patch") {
    return {
      ...base,
      title: changesTitle(question.changes),
      kind: "edit",
      content: [...reason, ...changeDiffs(question.changes)],
      locations: changeLocations(question.changes),
    };
  }
  if (question.kind === "permissions") {
    const words = permissionWords(question.permissions).map(visibleText);
    const { read, write, network } = question.permissions;
    return {
      ...base,
      title: "Let what follows do more than the sandbox allows",
      kind: "other",
      content: [...reason, text(words.map((one) => `- ${one}`).join("\n"))],
      rawInput: { read, write, network },
    };
  }
  const { command, cwd, actions, outsideSandbox } = question;
  const lifted = outsideSandbox ? [text("It would run **outside the sandbox**, with all of your rights.")] : [];
  return {
    ...base,
    title: commandTitle(command),
    kind: commandKind(actions),
    content: [...reason, ...lifted],
    rawInput: { command, cwd, outside_sandbox: outsideSandbox },
  };
}

/** The option that was chosen; undefined when the prompt was cancelled instead. */
export async function requestPermission(
  { connection, sessionId }: AskOptions,
  toolCall: ToolCallUpdate,
  options: readonly PermissionOption[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const params = { sessionId, toolCall, options };
  const { outcome } = PermissionAnswerSchema.parse(
    await connection.request("session/request_permission", params, { signal }),
  );
  return outcome.outcome === "selected" ? outcome.optionId : undefined;
}

async function elicit(options: AskOptions, question: ElicitationQuestion, signal: AbortSignal): Promise<Answer> {
  const { server, message, requestedSchema } = question;
  const words = `${server}: ${visibleText(message)}`;
  if (options.abilities.showsForms) return askForm(options, { message: words, requestedSchema }, signal);
  // Without a form, only what needs none can be accepted.
  if (needsFields(requestedSchema)) return { type: "cancelled" };
  const card: ToolCallUpdate = { toolCallId: question.id, title: words, kind: "other", status: "pending" };
  const accept = { optionId: "accept", name: "Accept", kind: "allow_once" } as const;
  const chosen = await requestPermission(options, card, [accept, { ...REJECT, name: "Decline" }], signal);
  if (chosen === "accept") return { type: "accepted", content: {} };
  return { type: chosen === undefined ? "cancelled" : "denied" };
}

async function askForm(
  { connection, sessionId }: AskOptions,
  form: { readonly message: string; readonly requestedSchema: unknown },
  signal: AbortSignal,
): Promise<Answer> {
  const params = { sessionId, mode: "form", ...form };
  const answer = ElicitationAnswerSchema.parse(await connection.request("elicitation/create", params, { signal }));
  switch (answer.action) {
    case "accept":
      return { type: "accepted", content: answer.content ?? {} };
    case "decline":
      return { type: "denied" };
    case "cancel":
      return { type: "cancelled" };
    default:
      return answer satisfies never;
  }
}

function needsFields(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return true;
  const required: unknown = Reflect.get(schema, "required");
  return Array.isArray(required) && required.length > 0;
}

async function askUser(
  options: AskOptions,
  { id, questions }: Extract<Question, { readonly kind: "user-questions" }>,
  signal: AbortSignal,
): Promise<Answer> {
  if (questions.length === 0) return { type: "answered", answers: {} };
  if (options.abilities.showsForms) return askUserForm(options, questions, signal);
  const answers: Record<string, readonly string[]> = {};
  for (const question of questions) {
    // What has to be typed cannot be asked with buttons.
    if (question.options === undefined) return { type: "cancelled" };
    const card: ToolCallUpdate = {
      toolCallId: `${id}-${question.id}`,
      title: visibleText(question.question),
      kind: "other",
      status: "pending",
      content: question.options.map(({ label, description }) =>
        text(`**${visibleText(label)}**: ${visibleText(description)}`),
      ),
    };
    const choices = question.options.map(
      ({ label }, index): PermissionOption => ({
        optionId: String(index),
        name: visibleText(label),
        kind: "allow_once",
      }),
    );
    const chosen = await requestPermission(options, card, [...choices, { ...REJECT, name: "No answer" }], signal);
    const label = chosen === undefined ? undefined : question.options[Number(chosen)]?.label;
    if (label === undefined) return { type: "cancelled" };
    answers[question.id] = [label];
  }
  return { type: "answered", answers };
}

async function askUserForm(
  options: AskOptions,
  questions: readonly UserQuestion[],
  signal: AbortSignal,
): Promise<Answer> {
  const requestedSchema = {
    type: "object",
    properties: Object.fromEntries(questions.map((question) => [question.id, fieldOf(question)])),
    required: questions.map(({ id }) => id),
  };
  const message = questions.map(({ question }) => visibleText(question)).join("\n");
  const answer = await askForm(options, { message, requestedSchema }, signal);
  if (answer.type !== "accepted") return { type: "cancelled" };
  const answers = Object.entries(answer.content).map(([id, value]) => [id, wordsOf(value)] as const);
  return { type: "answered", answers: Object.fromEntries(answers) };
}

function fieldOf({ header, question, options = [], isOther }: UserQuestion): Record<string, unknown> {
  const field = { type: "string", title: header, description: question };
  if (options.length === 0 || isOther === true) return field;
  return { ...field, oneOf: options.map(({ label, description }) => ({ const: label, title: label, description })) };
}

const wordsOf = (value: ElicitationValue): string[] => (Array.isArray(value) ? value : [String(value)]);
