import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../conversation/session.js";
import type { TaskContext } from "../conversation/task-runner.js";
import { CodexError } from "../error.js";
import { providerLimits } from "../model/provider-info.js";

/**
 * Runs `attempt` until its stream ends well, at most the provider's `stream_max_retries` times more; each retry is told
 * in a `stream_error` event. Throws the last error.
 */
export async function withStreamRetries<T>(
  { session, task }: { session: Session; task: TaskContext },
  attempt: () => Promise<T>,
): Promise<T> {
  const maxRetries = providerLimits(session.config.modelProvider).streamMaxRetries;
  for (let retries = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (task.signal.aborted || !isRetryable(error) || retries >= maxRetries) throw error;
      retries += 1;
      const delayMs = error.retryAfterMs ?? backoffMs(retries);
      task.emit({
        type: "stream_error",
        message: `stream error: ${error.message}; retrying ${retries}/${maxRetries} in ${formatDelay(delayMs)}…`,
      });
      await sleep(delayMs, undefined, { signal: task.signal });
    }
  }
}

function isRetryable(error: unknown): error is CodexError {
  if (!(error instanceof CodexError)) return false;
  switch (error.code) {
    case "stream-disconnected":
    case "connection-failed":
    case "retry-limit-reached":
      return true;
    case "unexpected-status":
      return error.status === undefined || error.status === 408 || error.status === 429 || error.status >= 500;
    default:
      return false;
  }
}

/** 200 ms, doubled with each retry, give or take a tenth so that many clients do not come back at once. */
function backoffMs(retry: number): number {
  return 200 * 2 ** (retry - 1) * (0.9 + Math.random() * 0.2);
}

function formatDelay(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)}ms` : `${Math.round(ms / 100) / 10}s`;
}
