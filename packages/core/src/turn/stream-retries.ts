import { setTimeout as sleep } from "node:timers/promises";
import { CodexError } from "../error.js";
import { streamRetryDelayMs } from "../model/http/retry-delay.js";
import { providerLimits } from "../model/provider/provider-info.js";
import type { Turn } from "../session/turn.js";

/**
 * Runs `attempt` until its stream ends well, with at most `stream_max_retries` (a setting of the provider) retries; a notice reports each
 * one. Throws the last error.
 */
export async function withStreamRetries<T>(
  { session, running }: Pick<Turn, "session" | "running">,
  attempt: () => Promise<T>,
): Promise<T> {
  const maxRetries = providerLimits(session.config.modelProvider).streamMaxRetries;
  for (let retries = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (running.signal.aborted || retries >= maxRetries || !(error instanceof CodexError)) throw error;
      const delayMs = streamRetryDelayMs(error, retries + 1);
      if (delayMs === undefined) throw error;
      retries += 1;
      running.notice({
        level: "warning",
        code: "stream-retry",
        message: `stream error: ${error.message}; retrying ${retries}/${maxRetries} in ${formatDelay(delayMs)}…`,
        retry: {
          attempt: retries,
          maxAttempts: maxRetries,
          delayMs,
          error: { code: error.code, message: error.message, httpStatus: error.status },
        },
      });
      await sleep(delayMs, undefined, { signal: running.signal });
    }
  }
}

function formatDelay(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : `${Math.round(ms / 100) / 10}s`;
}
