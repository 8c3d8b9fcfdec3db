import type { HookEvent } from "./hook-event.js";

/** Whose configuration defines a hook. */
export type HookSource = "system" | "user" | "project" | "sessionFlags";

/**
 * The user's decision about a hook. `modified`: it was trusted and has changed since. Only trusted hooks run, and `managed` ones, which the
 * administrator decides about.
 */
export type HookTrust = "untrusted" | "trusted" | "modified" | "managed";

export type HookHandler =
  | {
      readonly type: "command";
      /** A script for the user's shell. */
      readonly command: string;
      /** Runs in the background; its answer has no effect. */
      readonly async: boolean;
      /** The maximum number of tokens of its text for the model. */
      readonly contextLimit?: number | undefined;
    }
  | { readonly type: "mcpTool"; readonly server: string; readonly tool: string };

export interface Hook {
  /** `FILE:EVENT:GROUP:HANDLER`: unique; the user's decisions are saved under it. */
  readonly key: string;
  readonly event: HookEvent;
  /** Undefined matches everything. */
  readonly matcher: string | undefined;
  readonly handler: HookHandler;
  /** In seconds. */
  readonly timeout: number;
  /** Shown by front ends while it runs. */
  readonly statusMessage: string | undefined;
  readonly source: HookSource;
  readonly sourcePath: string;
  /** Its position among all hooks, from 0; results are combined in this order. */
  readonly displayOrder: number;
  /** False if the user disabled it. */
  readonly enabled: boolean;
  /** `sha256:…` over what the hook does. */
  readonly currentHash: string;
  readonly trust: HookTrust;
}

export interface HookList {
  readonly hooks: readonly Hook[];
  /** What was skipped, and why. */
  readonly warnings: readonly string[];
}
