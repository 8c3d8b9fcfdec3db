import { editConfig } from "../config/edit-config.js";
import type { Hook } from "./hook.js";

/** What the user decides about hooks that are listed: to trust them as they are now, or to switch them on or off. */
export type HookDecision = "trust" | "on" | "off";

/** Notes a decision in the user's config.toml; sessions that begin afterwards follow it. */
export async function decideHooks(codexHome: string, hooks: readonly Hook[], decision: HookDecision): Promise<void> {
  const edits = hooks.map(({ key, currentHash }) => ({
    path: ["hooks", "state", key],
    value: decision === "trust" ? { trusted_hash: currentHash } : { enabled: decision === "on" },
    merges: true,
  }));
  if (edits.length > 0) await editConfig(codexHome, edits);
}
