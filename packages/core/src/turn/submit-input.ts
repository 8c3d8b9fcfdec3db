import type { ResponseItem } from "@codex/protocol";
import type { UserInput } from "../items/user-input.js";
import type { SaidInput, WaitingInput } from "../session/input-queue.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { mcpPromptItems } from "./mcp-prompt.js";

/** What the user said in a turn, as far as no hook holds it back. */
export interface Submitted {
  readonly input: readonly UserInput[];
  /** The same for the model. */
  readonly items: readonly ResponseItem[];
}

export function turnInput(
  config: Parameters<typeof userMessageItems>[0],
  said: Pick<SaidInput, "input" | "clientId">,
): SaidInput {
  let reading: Promise<ResponseItem[]> | undefined;
  return {
    ...said,
    items: () => {
      reading ??= userMessageItems(config, said.input);
      return reading;
    },
  };
}

/**
 * Shows what waits for the model; undefined when nothing is to be told of it. What is interrupted meanwhile waits on. The caller records
 * the items at once: from here on they are nowhere else.
 */
export async function submitInputs(turn: Turn, waiting: readonly WaitingInput[]): Promise<Submitted | undefined> {
  const { inputs } = turn.session;
  const told: Submitted[] = [];
  try {
    for (const said of waiting) {
      const items = await submitInput(turn, said);
      if (items !== undefined) told.push({ input: said.input, items });
    }
  } catch (error) {
    // What cannot be submitted must not be tried for ever.
    if (!turn.running.signal.aborted) inputs.take(waiting);
    throw error;
  }
  inputs.take(waiting);
  if (told.length === 0) return undefined;
  return { input: told.flatMap(({ input }) => input), items: told.flatMap(({ items }) => items) };
}

/** Whether what waits can be told to the model without waiting for anything but the rollout. */
export function isToldAtOnce({ session: { inputs, hooks } }: Turn): boolean {
  if (hooks.has("SessionStart", "SubagentStart", "UserPromptSubmit")) return false;
  return inputs.waiting.every(({ input }) =>
    input.every((part) => part.type === "image" || (part.type === "text" && !part.text.startsWith("/mcp__"))),
  );
}

/** Shows what the user said, and gives what the model is to be told of it; undefined when a hook holds it back: it never is then. */
async function submitInput(turn: Turn, said: WaitingInput): Promise<readonly ResponseItem[] | undefined> {
  const { running, session } = turn;
  const { input, clientId } = said;
  running.throwIfInterrupted();
  if (session.inputs.takeShow(said)) running.finishedItem("user-message", { content: input, clientId });
  const items = await unlessInterrupted(said.items(), turn);
  const prompt = input.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("");
  const outcome = await runTurnHooks(turn, { event: "UserPromptSubmit", input: { prompt } });
  if (outcome.stopped !== undefined || outcome.blocked.length > 0) {
    // What the hook has to say about it stays, without the user's words.
    const contexts = hookContextItems(outcome);
    if (contexts.length > 0) await session.record(contexts);
    return undefined;
  }
  return [...items, ...(await mcpPromptItems(turn, input)), ...hookContextItems(outcome)];
}

/** The items; throws `interrupted` as soon as the turn is, whatever a pipe still has to say. */
async function unlessInterrupted(items: Promise<ResponseItem[]>, { running }: Turn): Promise<ResponseItem[]> {
  const { signal } = running;
  running.throwIfInterrupted();
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const read = await Promise.race([items, stopped]);
    if (read !== undefined) return read;
    running.throwIfInterrupted();
    return await items;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
