import type { ResponseItem } from "@codex/protocol";
import { replacingInstructionsItem, userInstructionsItem } from "../context/user-instructions.js";
import type { CarriedContext } from "../history/carried-context.js";
import { developerMessage } from "../model/messages.js";

/** The kinds of first messages of which a later one replaces an earlier one. */
const KINDS = {
  environment: /^<environment_context>/,
  instructions: /^(?:<user_instructions>|# AGENTS\.md instructions for )/,
  skills: /^<skills_instructions>/,
} as const;
type Kind = keyof typeof KINDS;

/** What the model of a resumed thread knows from earlier first messages. */
export class KnownContext {
  readonly #history: readonly ResponseItem[];
  /** Messages that a compaction moved into the instructions. */
  readonly #carried: readonly string[];

  constructor(history: readonly ResponseItem[], carried: CarriedContext | undefined) {
    this.#history = history;
    this.#carried = carried?.instructions ?? [];
  }

  /** Developer instructions, unless the model has them. */
  developerInstructions(text: string | undefined): ResponseItem[] {
    if (text === undefined || text.trim() === "" || this.#latest((known) => known === text) !== undefined) return [];
    return [developerMessage(text)];
  }

  /** The message, unless it is the latest one of its kind: a resumed thread would repeat whole files otherwise. */
  unlessRepeated(kind: Kind, item: ResponseItem): ResponseItem[] {
    return this.#latestOf(kind) === textOf(item) ? [] : [item];
  }

  /** The same for the `AGENTS.md` instructions, which replace earlier ones if they have changed. */
  userInstructions(
    instructions: string | undefined,
    place: Parameters<typeof userInstructionsItem>[1],
  ): ResponseItem[] {
    const known = this.#latestOf("instructions");
    const first = instructions === undefined ? [] : [userInstructionsItem(instructions, place)];
    if (known === undefined) return first;
    const replacing = replacingInstructionsItem(instructions, place);
    return [...first, replacing].some((item) => textOf(item) === known) ? [] : [replacing];
  }

  #latestOf(kind: Kind): string | undefined {
    return this.#latest((text) => KINDS[kind].test(text));
  }

  #latest(isMeant: (text: string) => boolean): string | undefined {
    const item = this.#history.findLast((one) => isMeant(textOf(one) ?? ""));
    return item === undefined ? this.#carried.findLast(isMeant) : textOf(item);
  }
}

/** What Codex itself writes has one part. */
function textOf(item: ResponseItem): string | undefined {
  if (item.type !== "message" || item.role === "assistant") return undefined;
  const [part] = item.content;
  return part?.type === "input_text" ? part.text : undefined;
}
