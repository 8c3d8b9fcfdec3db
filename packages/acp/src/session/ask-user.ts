import type { Answer, ElicitationValue, Question, UserQuestion } from "@codex/core";
import { visibleText } from "@codex/thread-host";
import { text } from "../updates/tool-card.js";
import type { ToolCallUpdate } from "../wire/session-update.js";
import { elicit } from "./ask-elicitation.js";
import { type AskOptions, type PermissionOption, REJECT, requestPermission } from "./request-permission.js";

type UserQuestions = Extract<Question, { readonly kind: "user-questions" }>;

/** Passes the model's questions to the user: in one form if the editor supports forms, otherwise one after the other. */
export async function askUser(
  options: AskOptions,
  { id, questions }: UserQuestions,
  signal: AbortSignal,
): Promise<Answer> {
  if (questions.length === 0) return { type: "answered", answers: {} };
  if (options.abilities.showsForms) return askForm(options, questions, signal);
  const answers: Record<string, readonly string[]> = {};
  for (const question of questions) {
    const chosen = await askWithButtons(options, { ...question, cardId: `${id}-${question.id}` }, signal);
    if (chosen === undefined) return { type: "cancelled" };
    answers[question.id] = [chosen];
  }
  return { type: "answered", answers };
}

/** The chosen label. Buttons cannot ask for text. */
async function askWithButtons(
  options: AskOptions,
  { question, options: choices, cardId }: UserQuestion & { readonly cardId: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (choices === undefined) return undefined;
  const card: ToolCallUpdate = {
    toolCallId: cardId,
    title: visibleText(question),
    kind: "other",
    status: "pending",
    content: choices.map(({ label, description }) => text(`**${visibleText(label)}**: ${visibleText(description)}`)),
  };
  const buttons = choices.map(
    ({ label }, index): PermissionOption => ({ optionId: String(index), name: visibleText(label), kind: "allow_once" }),
  );
  const chosen = await requestPermission(options, card, [...buttons, { ...REJECT, name: "No answer" }], signal);
  return chosen === undefined ? undefined : choices[Number(chosen)]?.label;
}

async function askForm(options: AskOptions, questions: readonly UserQuestion[], signal: AbortSignal): Promise<Answer> {
  const requestedSchema = {
    type: "object",
    properties: Object.fromEntries(questions.flatMap(fieldsOf)),
    required: questions.filter((question) => !hasOwnWords(question)).map(({ id }) => id),
  };
  const message = questions.map(({ question }) => visibleText(question)).join("\n");
  const answer = await elicit(options, { mode: "form", message, requestedSchema }, signal);
  if (answer.type !== "accepted") return { type: "cancelled" };
  const answers = questions.map(({ id }) => [id, answersTo(id, answer.content)] as const);
  return { type: "answered", answers: Object.fromEntries(answers.filter(([, words]) => words.length > 0)) };
}

/** A field for the options, and another one if free text is allowed, too: no single form field takes both. */
function fieldsOf(question: UserQuestion): (readonly [string, Record<string, unknown>])[] {
  const { id, options = [] } = question;
  const field = { type: "string", title: visibleText(question.header), description: visibleText(question.question) };
  if (options.length === 0) return [[id, field]];
  const oneOf = options.map(({ label, description }) => ({
    const: label,
    title: visibleText(label),
    description: visibleText(description),
  }));
  const chosen = [id, { ...field, oneOf }] as const;
  if (!hasOwnWords(question)) return [chosen];
  return [chosen, [ownWordsOf(id), { type: "string", title: `${field.title}: something else, or additional remarks` }]];
}

const hasOwnWords = ({ options = [], isOther }: UserQuestion): boolean => options.length > 0 && isOther === true;

const ownWordsOf = (id: string) => `${id}-own-words`;

function answersTo(id: string, content: Readonly<Record<string, ElicitationValue>>): string[] {
  const given = [content[id], content[ownWordsOf(id)]];
  return given.flatMap((value) => (value === undefined ? [] : wordsOf(value))).filter((words) => words.trim() !== "");
}

const wordsOf = (value: ElicitationValue): string[] => (Array.isArray(value) ? value : [String(value)]);
