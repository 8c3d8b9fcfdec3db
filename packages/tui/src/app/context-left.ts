import type { App } from "./app.js";

export interface ContextLeft {
  /** The size of the model's context window, in tokens. */
  readonly window: number;
  readonly percent: number;
}

/** The context left after the last request; undefined if the model's window is unknown. */
export function contextLeft(app: App): ContextLeft | undefined {
  const { usage } = app.printer;
  const window = usage?.contextWindow ?? (app.isConfigured ? app.loaded.config.modelContextWindow : undefined);
  if (window === undefined || window === 0) return undefined;
  const used = usage?.last.totalTokens ?? 0;
  return { window, percent: Math.max(0, Math.round(100 - (used / window) * 100)) };
}
