import type { ModelFamily } from "./model-family.js";

/** A model's limits, in tokens. */
export interface ModelInfo {
  /** The most that the model can process in one request. */
  readonly contextWindow: number;
}

const REASONING: ModelInfo = { contextWindow: 200_000 };
const GPT_4_1: ModelInfo = { contextWindow: 1_047_576 };
const GPT_4O: ModelInfo = { contextWindow: 128_000 };
const GPT_5: ModelInfo = { contextWindow: 400_000 };
/** Input and output share 128,000 tokens; a quarter is reserved for the answer. */
const GPT_OSS: ModelInfo = { contextWindow: 96_000 };

const BY_SLUG: ReadonlyMap<string, ModelInfo> = new Map([
  ["gpt-oss-20b", GPT_OSS],
  ["gpt-oss-120b", GPT_OSS],
  // Differs from codex-rs: the limits also apply to Ollama's names for the same models.
  ["gpt-oss:20b", GPT_OSS],
  ["gpt-oss:120b", GPT_OSS],
  ["o3", REASONING],
  ["o4-mini", REASONING],
  ["codex-mini-latest", REASONING],
  ["gpt-4.1", GPT_4_1],
  ["gpt-4.1-2025-04-14", GPT_4_1],
  ["gpt-4o", GPT_4O],
  ["gpt-4o-2024-08-06", GPT_4O],
  ["gpt-4o-2024-11-20", GPT_4O],
  ["gpt-4o-2024-05-13", { contextWindow: 128_000 }],
  ["gpt-3.5-turbo", { contextWindow: 16_385 }],
  ["gpt-5", GPT_5],
]);

/** The limits of a model, if known. */
export function getModelInfo(family: ModelFamily): ModelInfo | undefined {
  const { slug } = family;
  return BY_SLUG.get(slug) ?? (slug.startsWith("codex-") ? GPT_5 : undefined);
}
