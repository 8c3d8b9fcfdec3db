import type { ResponseItem } from "@codex/protocol";
import type { UserInput } from "../items/user-input.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { mcpPromptItems } from "./mcp-prompt.js";

export interface TurnInput {
  readonly input: readonly UserInput[];
  /** The client's name for the message. */
  readonly clientId: string | undefined;
  /** What the model gets of it. It is read once, since an image may come out of a pipe. */
  readonly items: () => Promise<ResponseItem[]>;
}

export function turnInput(
  config: Parameters<typeof userMessageItems>[0],
  said: Pick<TurnInput, "input" | "clientId">,
): TurnInput {
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
 * Shows what the user said, and gives what the model is to be told of it; undefined when a hook holds it back: then the model
 * never sees it.
 */
export async function submitInput(
  turn: Turn,
  { input, clientId }: Pick<TurnInput, "input" | "clientId">,
  items: readonly ResponseItem[],
): Promise<readonly ResponseItem[] | undefined> {
  const { running } = turn;
  running.finishedItem("user-message", { content: input, clientId });
  const prompt = input.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("\n");
  const outcome = await runTurnHooks(turn, { event: "UserPromptSubmit", input: { prompt } });
  if (outcome.stopped !== undefined || outcome.blocked.length > 0) return undefined;
  return [...items, ...(await mcpPromptItems(turn, input)), ...hookContextItems(outcome)];
}
