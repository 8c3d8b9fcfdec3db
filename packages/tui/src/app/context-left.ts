import type { App } from "./app.js";

export interface ContextLeft {
  /** Tokens that the model can read at most. */
  readonly window: number;
  readonly percent: number;
}

/** What the last request left of the model's context; undefined when its window is not known. */
export function contextLeft(app: App): ContextLeft | undefined {
  const { usage } = app.printer;
  const window = usage?.contextWindow ?? (app.isConfigured ? app.loaded.config.modelContextWindow : undefined);
  if (window === undefined || window === 0) return undefined;
  const used = usage?.last.totalTokens ?? 0;
  return { window, percent: Math.max(0, Math.round(100 - (used / window) * 100)) };
}
