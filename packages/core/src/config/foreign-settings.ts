import type { UnknownKey } from "./unknown-keys.js";

/** Settings of codex-rs 0.171 that do not exist here. Its programs write some of them by themselves, and the file is shared. */
const FOREIGN: ReadonlySet<string> = new Set([
  "apps",
  "audio",
  "auto_review",
  "background_terminal_max_timeout",
  "browser_use",
  "cloud",
  "code_mode",
  "computer_use",
  "daybreak",
  "desktop",
  "disable_paste_burst",
  "experimental_use_unified_exec_tool",
  "ghost_snapshot",
  "goals",
  "include_apps_instructions",
  "include_collaboration_mode_instructions",
  "include_environment_context",
  "include_permissions_instructions",
  "marketplaces",
  "memories",
  "model_auto_compact_token_limit_scope",
  "model_post_turn_compact_threshold_percent",
  "orchestrator",
  "otel",
  "personality",
  "plugins",
  "realtime",
  "sqlite_home",
  "thread_unload_delay_secs",
  "tool_suggest",
  "windows",
]);

export const isForeign = ({ path }: UnknownKey): boolean => path.length === 1 && FOREIGN.has(path[0] ?? "");

/** One sentence for all of them: none is a mistake of the user's. */
export function foreignWarning(keys: readonly UnknownKey[]): string[] {
  if (keys.length === 0) return [];
  const names = keys.map(({ path }) => `\`${path.join(".")}\``).join(", ");
  return [`settings of other Codex versions have no effect here: ${names}`];
}
