import type { HookEvent } from "./hook-event.js";

/** Whose configuration a hook stands in. */
export type HookSource = "system" | "user" | "project" | "sessionFlags";

/**
 * What the user decided about a hook. `modified`: it was trusted and has changed since. Only trusted hooks run, and `managed` ones,
 * which are not the user's to decide about.
 */
export type HookTrust = "untrusted" | "trusted" | "modified" | "managed";

export type HookHandler =
  | {
      readonly type: "command";
      /** A line for the user's shell. */
      readonly command: string;
      /** Not waited for; what it answers decides nothing. */
      readonly async: boolean;
      /** Tokens of its text that the model is told at most. */
      readonly contextLimit?: number | undefined;
    }
  | { readonly type: "mcpTool"; readonly server: string; readonly tool: string };

export interface Hook {
  /** `FILE:EVENT:GROUP:HANDLER`, unique: what the user's decisions are kept under. */
  readonly key: string;
  readonly event: HookEvent;
  /** Undefined: whatever happens. */
  readonly matcher: string | undefined;
  readonly handler: HookHandler;
  /** Seconds. */
  readonly timeout: number;
  /** What front ends show while it runs. */
  readonly statusMessage: string | undefined;
  readonly source: HookSource;
  readonly sourcePath: string;
  /** Its place among all hooks, from 0; results are put together in this order. */
  readonly displayOrder: number;
  /** False when the user switched it off. */
  readonly enabled: boolean;
  /** `sha256:…` over what the hook does. */
  readonly currentHash: string;
  readonly trust: HookTrust;
}

export interface HookList {
  readonly hooks: readonly Hook[];
  /** What was passed over, and why. */
  readonly warnings: readonly string[];
}
