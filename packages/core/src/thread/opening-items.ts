import type { ResponseItem } from "@codex/protocol";
import { environmentContextItem, environmentOf } from "../context/environment-context.js";
import { turnAbortedItem } from "../context/turn-aborted.js";
import { replacingInstructionsItem, userInstructionsItem } from "../context/user-instructions.js";
import type { UserShell } from "../context/user-shell.js";
import type { CarriedContext } from "../history/carried-context.js";
import { unansweredOutputs } from "../history/conversation-history.js";
import { developerMessage } from "../model/messages.js";
import type { Session } from "../session/session.js";
import type { TurnContext } from "../session/turn-context.js";
import type { SkillList } from "../skills/skill.js";
import { isSkillList } from "../skills/skill-instructions.js";
import { skillListItems } from "../skills/thread-skills.js";

interface Opening {
  readonly context: TurnContext;
  readonly skills: SkillList;
  readonly shell: UserShell | undefined;
  /** Whether the model does not know yet that its last turn was stopped. */
  readonly isStopUnknown: boolean;
  /** See `ThreadStartOptions`. */
  readonly unknownOutcome: string | undefined;
}

/** The first messages of a new thread; for a resumed one, those that the model does not have yet. */
export function openingItems(
  { history, carried, config, userInstructions }: Session,
  opening: Opening,
): ResponseItem[] {
  const { context, skills, shell, isStopUnknown, unknownOutcome } = opening;
  const known = new KnownContext(history.items, carried);
  return [
    ...unansweredOutputs(history.items, unknownOutcome),
    ...(isStopUnknown ? [turnAbortedItem] : []),
    ...known.developerInstructions(config.developerInstructions),
    ...skillListItems(config, skills, known.skillList),
    ...known.userInstructions(userInstructions, config),
    ...known.unlessRepeated("environment", environmentContextItem({ ...environmentOf(context), shell })),
  ];
}

/** The kinds of first messages of which a later one replaces an earlier one. */
const KINDS = {
  environment: /^<environment_context>/,
  instructions: /^(?:<user_instructions>|# AGENTS\.md instructions for )/,
} as const;
type Kind = keyof typeof KINDS;

const REPLACING = "These developer instructions replace any earlier ones from the client or its configuration.\n\n";

/** What the model of a resumed thread knows from earlier first messages. */
class KnownContext {
  readonly #history: readonly ResponseItem[];
  /** Messages that a compaction moved into the instructions. */
  readonly #carried: readonly string[];

  constructor(history: readonly ResponseItem[], carried: CarriedContext | undefined) {
    this.#history = history;
    this.#carried = carried?.instructions ?? [];
  }

  /** Developer instructions, unless the model follows them already. Later ones say that they replace earlier ones. */
  developerInstructions(text: string | undefined): ResponseItem[] {
    if (text === undefined || text.trim() === "") return [];
    const replacing = `${REPLACING}${text}`;
    const latest = this.#latest((known) => known.startsWith(REPLACING)) ?? this.#latest((known) => known === text);
    if (latest === replacing || latest === text) return [];
    const isFirst = this.#history.length === 0 && this.#carried.length === 0;
    return [developerMessage(isFirst ? text : replacing)];
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

  get skillList(): string | undefined {
    return this.#latest(isSkillList);
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
