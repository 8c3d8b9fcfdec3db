import type { Environment } from "@codex/core";

/** Most severe first; each level includes those before it. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The log level: `CODEX_LOG`, otherwise `RUST_LOG`, of whose module filters the most verbose one counts. Undefined: no log. `trace` counts
 * as `debug`.
 */
export function logLevelOf(env: Environment): LogLevel | undefined {
  const words = (env["CODEX_LOG"] ?? env["RUST_LOG"] ?? "").toLowerCase().split(",");
  const wanted = words.map((word) => word.slice(word.lastIndexOf("=") + 1).trim());
  if (wanted.includes("trace")) return "debug";
  return LOG_LEVELS.findLast((level) => wanted.includes(level));
}

export function includesLevel(wanted: LogLevel, level: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(wanted);
}
