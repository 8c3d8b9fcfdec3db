import type { Config } from "../config/config.js";
import type { ModelFamily } from "../model/model-family.js";
import { getModelInfo } from "../model/model-info.js";

export interface ContextSizes {
  /** The tokens that a conversation may have; undefined if unknown. */
  readonly contextWindow: number | undefined;
  /** The token count at which the conversation is compacted. */
  readonly autoCompactTokens: number;
}

/** The share of the whole context window at which a conversation is compacted automatically. */
const AUTO_COMPACT_AT = 0.9;

export function contextSizes(config: Config, model: string, family: ModelFamily): ContextSizes {
  const whole = wholeWindow(config, model, family);
  const usable = whole === undefined ? undefined : Math.floor((whole * (family.usableWindowPercent ?? 100)) / 100);
  const { autoCompactTokenLimit = family.autoCompactTokens } = config;
  const limits = [whole && whole * AUTO_COMPACT_AT, usable, autoCompactTokenLimit];
  return {
    contextWindow: usable,
    autoCompactTokens: Math.min(...limits.filter((limit) => limit !== undefined)),
  };
}

function wholeWindow(config: Config, model: string, family: ModelFamily): number | undefined {
  if (model === config.model && config.modelContextWindow !== undefined) return config.modelContextWindow;
  return family.contextWindow ?? getModelInfo(family)?.contextWindow;
}
