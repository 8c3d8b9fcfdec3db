import type { Duration } from "@codex/protocol";

/** Milliseconds as a duration of the wire: whole seconds and the nanoseconds of the rest. */
export function durationOf(ms: number): Duration {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1e6) };
}
