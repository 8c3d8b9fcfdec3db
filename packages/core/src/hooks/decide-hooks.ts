import { editConfig } from "../config/edits/edit-config.js";
import type { Hook } from "./hook.js";

/** The user's decision about listed hooks: trust them as they are now, or enable or disable them. */
export type HookDecision = "trust" | "on" | "off";

type DecidedHook = Pick<Hook, "key" | "currentHash">;

/** Saves a decision in the user's config.toml; sessions started later follow it. */
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

/** The saved form of a decision, an entry of `[hooks.state]`. */
export function decidedState({ currentHash }: Pick<Hook, "currentHash">, decision: HookDecision): object {
  return decision === "trust" ? { trusted_hash: currentHash } : { enabled: decision === "on" };
}
