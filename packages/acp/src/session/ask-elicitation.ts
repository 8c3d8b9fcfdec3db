import type { Answer, ElicitationQuestion } from "@codex/core";
import { visibleText } from "@codex/thread-host";
import { askClient } from "../wire/ask-client.js";
import { ElicitationAnswerSchema } from "../wire/client-answers.js";
import type { ToolCallUpdate } from "../wire/session-update.js";
import { type AskOptions, REJECT, requestPermission } from "./request-permission.js";

/** Passes an MCP server's question to the user: as a form or a link if the editor supports those, otherwise with buttons. */
export async function askElicitation(
  options: AskOptions,
  question: ElicitationQuestion,
  signal: AbortSignal,
): Promise<Answer> {
  const { server, message, requestedSchema, link } = question;
  const { showsForms, showsLinks } = options.abilities;
  const wordsOf = (said: string) => `${server}: ${visibleText(said)}`;
  if (link !== undefined && showsLinks) {
    const { url, elicitationId } = link;
    return elicit(options, { mode: "url", message: wordsOf(link.message), url, elicitationId }, signal);
  }
  const words = wordsOf(message);
  if (showsForms) return elicit(options, { mode: "form", message: words, requestedSchema }, signal);
  // Without a form, only questions without fields can be accepted.
  if (needsFields(requestedSchema)) return { type: "cancelled" };
  const card: ToolCallUpdate = { toolCallId: question.id, title: words, kind: "other", status: "pending" };
  const accept = { optionId: "accept", name: "Accept", kind: "allow_once" } as const;
  const chosen = await requestPermission(options, card, [accept, { ...REJECT, name: "Decline" }], signal);
  if (chosen === "accept") return { type: "accepted", content: {} };
  return { type: chosen === undefined ? "cancelled" : "denied" };
}

export type Elicitation =
  | { readonly mode: "form"; readonly message: string; readonly requestedSchema: unknown }
  | { readonly mode: "url"; readonly message: string; readonly url: string; readonly elicitationId: string };

/** Only call this if the editor says that it supports this kind of elicitation. */
export async function elicit(
  { connection, sessionId }: AskOptions,
  elicitation: Elicitation,
  signal: AbortSignal,
): Promise<Answer> {
  const params = { sessionId, ...elicitation };
  const answer = ElicitationAnswerSchema.parse(
    await askClient(connection, { method: "elicitation/create", params, signal }),
  );
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
