import type { ResponseItem } from "@codex/protocol";
import { replacingInstructionsItem, userInstructionsItem } from "../context/user-instructions.js";

/** The kinds of first messages of which a later one replaces an earlier one. */
const KINDS = {
  environment: /^<environment_context>/,
  instructions: /^(?:<user_instructions>|# AGENTS\.md instructions for )/,
  skills: /^<skills_instructions>/,
} as const;
type Kind = keyof typeof KINDS;

/**
 * A message for the model at the start of a thread, or nothing if its history ends with the same one: a resumed thread would repeat
 * whole files otherwise.
 */
export function unlessRepeated(history: readonly ResponseItem[], kind: Kind, item: ResponseItem): ResponseItem[] {
  return latest(history, kind) === textOf(item) ? [] : [item];
}

/** The same for the `AGENTS.md` instructions, which replace those of the history if they have changed. */
export function instructionsUnlessRepeated(
  history: readonly ResponseItem[],
  instructions: string | undefined,
  place: Parameters<typeof userInstructionsItem>[1],
): ResponseItem[] {
  const known = latest(history, "instructions");
  const first = instructions === undefined ? [] : [userInstructionsItem(instructions, place)];
  if (known === undefined) return first;
  const replacing = replacingInstructionsItem(instructions, place);
  return [...first, replacing].some((item) => textOf(item) === known) ? [] : [replacing];
}

function latest(history: readonly ResponseItem[], kind: Kind): string | undefined {
  const item = history.findLast((one) => KINDS[kind].test(textOf(one) ?? ""));
  return item && textOf(item);
}

/** What Codex itself writes has one part. */
function textOf(item: ResponseItem): string | undefined {
  if (item.type !== "message" || item.role === "assistant") return undefined;
  const [part] = item.content;
  return part?.type === "input_text" ? part.text : undefined;
}
