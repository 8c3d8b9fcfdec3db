import type { ResponseItem } from "@codex/protocol";
import type { Turn } from "../session/turn.js";
import { RepeatedItems } from "./repeated-items.js";
import { SamplingAttempt } from "./sampling-attempt.js";
import { samplingPrompt } from "./sampling-prompt.js";
import { withStreamRetries } from "./stream-retries.js";

export interface SamplingResult {
  /** The model's items and the outputs of its calls, in order; the transcript has them already. */
  readonly items: readonly ResponseItem[];
  readonly calledTools: boolean;
}

/**
 * Asks the model once, with retries, unless a limit of the turn is reached, and runs tools as their calls arrive. What an attempt has
 * said and run before its stream broke stays in the transcript and is sent with the next attempt. So no tool runs twice, and an item that
 * the retry repeats is not reported again.
 */
// Differs from codex-rs: in August 2025 it forgets what was said before a stream broke, and 0.171 shows repeated items twice.
export async function runSampling(turn: Turn, input: readonly ResponseItem[]): Promise<SamplingResult> {
  turn.running.takeRequest();
  const repeated = new RepeatedItems();
  const kept: ResponseItem[] = [];
  let attempts = 0;
  return withStreamRetries(turn, async () => {
    using attempt = new SamplingAttempt(turn, { number: ++attempts, repeated });
    try {
      await turn.session.services.mcp.readyIn(turn.context.cwd, turn.running.signal);
      await attempt.run(samplingPrompt(turn, [...input, ...kept]));
      await attempt.finish();
      return { items: [...kept, ...attempt.items], calledTools: attempt.calledTools };
    } catch (error) {
      kept.push(...(await attempt.keep()));
      throw error;
    }
  });
}
