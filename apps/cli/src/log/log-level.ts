import type { Environment } from "@codex/core";

/** Worst first; each includes those before it. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * How much is logged: `CODEX_LOG`, else `RUST_LOG`, whose filters of single modules count as their finest level. Undefined: nothing.
 * `trace` is taken as `debug`.
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
