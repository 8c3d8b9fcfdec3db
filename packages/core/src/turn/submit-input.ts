import type { ResponseItem } from "@codex/protocol";
import type { UserInput } from "../items/user-input.js";
import type { SaidInput, WaitingInput } from "../session/input-queue.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { waitWithin } from "../wait-within.js";
import { mcpPromptItems } from "./mcp-prompt.js";

/** The user's input in a turn, without what hooks have blocked. */
export interface Submitted {
  readonly input: readonly UserInput[];
  /** The same as items for the model. */
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
 * Shows the waiting input and returns it; undefined if there is nothing for the model. After an interrupt, the rest keeps waiting. The
 * caller must record the items at once, since the queue no longer has them.
 */
export async function submitInputs(turn: Turn, waiting: readonly WaitingInput[]): Promise<Submitted | undefined> {
  const { inputs } = turn.session;
  const submitted: Submitted[] = [];
  try {
    for (const said of waiting) {
      const items = await submitInput(turn, said);
      if (items !== undefined) submitted.push({ input: said.input, items });
    }
  } catch (error) {
    // What cannot be submitted must not be tried again and again.
    if (!turn.running.signal.aborted) inputs.take(waiting);
    throw error;
  }
  inputs.take(waiting);
  if (submitted.length === 0) return undefined;
  return { input: submitted.flatMap(({ input }) => input), items: submitted.flatMap(({ items }) => items) };
}

/** Whether the waiting input depends on nothing but the rollout: no pipe and no hook. */
export function canAnnounceAtOnce({ session: { inputs, hooks } }: Turn): boolean {
  if (hooks.has("SessionStart", "SubagentStart", "UserPromptSubmit")) return false;
  return inputs.waiting.every(({ input }) =>
    input.every((part) => part.type === "image" || (part.type === "text" && !part.text.startsWith("/mcp__"))),
  );
}

/** Shows a message and returns its items for the model; undefined if a hook blocks it, which is final. */
async function submitInput(turn: Turn, said: WaitingInput): Promise<readonly ResponseItem[] | undefined> {
  const { running, session } = turn;
  const { input, clientId } = said;
  running.throwIfInterrupted();
  if (session.inputs.takeShow(said)) running.finishedItem("user-message", { content: input, clientId });
  const items = await unlessInterrupted(said.items(), turn);
  const prompt = input.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("");
  const outcome = await runTurnHooks(turn, { event: "UserPromptSubmit", input: { prompt } });
  if (outcome.stopped !== undefined || outcome.blocked.length > 0) {
    // The hook's message stays, without the user's words.
    const contexts = hookContextItems(outcome);
    if (contexts.length > 0) await session.record(contexts);
    return undefined;
  }
  return [...items, ...(await mcpPromptItems(turn, input)), ...hookContextItems(outcome)];
}

/** The items; throws `interrupted` as soon as the turn is interrupted, even if a pipe is still being read. */
async function unlessInterrupted(items: Promise<ResponseItem[]>, { running }: Turn): Promise<ResponseItem[]> {
  const waited = await waitWithin(items, { signals: [running.signal] });
  running.throwIfInterrupted();
  return waited.type === "came" ? waited.value : items;
}
