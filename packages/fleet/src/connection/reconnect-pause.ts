const PAUSE_MS = 250;
const MAX_JITTER_MS = 250;
/** More than what the library does between asking for the pause and noting the time. */
const SLACK_MS = 10_000;

/**
 * How long the library pauses between attempts to connect. It measures that with the wall clock: after that was set back it would wait
 * until the old time comes again, so it is told not to wait at all then.
 */
export function reconnectPause(): () => number {
  let latest = Date.now();
  return () => {
    const now = Date.now();
    const setBackBy = latest - now;
    latest = now;
    return setBackBy > 0 ? -(setBackBy + SLACK_MS) : PAUSE_MS + Math.random() * MAX_JITTER_MS;
  };
}
