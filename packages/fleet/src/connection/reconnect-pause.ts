const PAUSE_MS = 250;
const MAX_JITTER_MS = 250;
/** Longer than the library takes between asking for the pause and reading the clock. */
const SLACK_MS = 10_000;

/**
 * The library's pause between attempts to connect. It measures pauses with the wall clock: if that is set back, it would wait until the
 * clock reaches the old time again. In that case, the pause is negative.
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
