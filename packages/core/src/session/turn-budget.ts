import type { TurnLimits } from "../config/toml/limits-toml.js";
import { CodexError, type CodexErrorCode } from "../error.js";
import type { TokenUsage } from "../items/token-usage.js";

/** The longest delay of Node's timers. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Whether a turn ended because it reached one of its limits. */
export const isLimitReached = (code: CodexErrorCode | undefined): boolean =>
  code === "turn-limit-reached" || code === "token-limit-reached" || code === "time-limit-reached";

/** Tracks a turn's limits. */
export class TurnBudget implements Disposable {
  readonly #limits: TurnLimits;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #requests = 0;

  /** `onTime` is called with the turn's error when its time is up. */
  constructor(limits: TurnLimits, onTime: (error: CodexError) => void) {
    this.#limits = limits;
    const { maxTimeMs } = limits;
    if (maxTimeMs === undefined) return;
    const error = new CodexError("time-limit-reached", `the turn reached its time limit of ${maxTimeMs / 1000} s`);
    this.#timer = setTimeout(() => onTime(error), Math.min(maxTimeMs, MAX_TIMER_MS)).unref();
  }

  /** Counts a request that is about to be made. @throws CodexError `turn-limit-reached` or `token-limit-reached`. */
  takeRequest(used: TokenUsage): void {
    const { maxTurns, maxTokens } = this.#limits;
    if (maxTurns !== undefined && this.#requests >= maxTurns) {
      throw new CodexError("turn-limit-reached", `the model was called ${maxTurns} times, which is the limit`);
    }
    if (maxTokens !== undefined && used.totalTokens >= maxTokens) {
      throw new CodexError("token-limit-reached", `the turn has used ${used.totalTokens} of ${maxTokens} tokens`);
    }
    this.#requests += 1;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
