import { createHash } from "node:crypto";
import type { HookTrust } from "./hook.js";
import { type HookEvent, snakeCase } from "./hook-event.js";

/** The user's decision about one hook: `[hooks.state."KEY"]` of the user's own config.toml. */
export interface HookState {
  readonly trusted_hash?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/** A handler in the form that is hashed: defaults filled in, names as in the files. */
export type HashedHandler = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * The hash that a user trusts. It covers the event, the matcher and what the handler does, so a changed hook needs a new decision.
 * Identical to codex 0.171.0: SHA-256 of compact JSON with sorted keys.
 */
export function hookHash(event: HookEvent, matcher: string | undefined, handler: HashedHandler): string {
  const content = { event_name: snakeCase(event), hooks: [handler], ...(matcher === undefined ? {} : { matcher }) };
  return `sha256:${createHash("sha256")
    .update(JSON.stringify(sorted(content)))
    .digest("hex")}`;
}

export function hookTrust(state: HookState | undefined, currentHash: string): HookTrust {
  if (state?.trusted_hash === undefined) return "untrusted";
  return state.trusted_hash === currentHash ? "trusted" : "modified";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
