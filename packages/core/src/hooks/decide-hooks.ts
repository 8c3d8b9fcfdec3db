import { editConfig } from "../config/edit-config.js";
import type { Hook } from "./hook.js";

/** What the user decides about hooks that are listed: to trust them as they are now, or to switch them on or off. */
export type HookDecision = "trust" | "on" | "off";

type DecidedHook = Pick<Hook, "key" | "currentHash">;

/** Notes a decision in the user's config.toml; sessions that begin afterwards follow it. */
export async function decideHooks(
  codexHome: string,
  hooks: readonly DecidedHook[],
  decision: HookDecision,
): Promise<void> {
  const edits = hooks.map((hook) => ({
    path: ["hooks", "state", hook.key],
    value: decidedState(hook, decision),
    merges: true,
  }));
  if (edits.length > 0) await editConfig(codexHome, edits);
}

/** What is kept of a decision, as `[hooks.state]` has it. */
export function decidedState({ currentHash }: Pick<Hook, "currentHash">, decision: HookDecision): object {
  return decision === "trust" ? { trusted_hash: currentHash } : { enabled: decision === "on" };
}
