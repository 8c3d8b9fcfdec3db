import type { ModelFamily } from "./model-family.js";

/** The settings of `fast` and `priority` mean the same tier. */
export function serviceTierNamed(name: string | undefined): string | undefined {
  return name === "fast" ? "priority" : name;
}

/** Tiers of models without a catalog. A model's catalog lists its own, except for this first one. */
const KNOWN_TIERS = ["flex", "priority"] as const;

/** A setting as it applies to a model: undefined for a tier that the model does not have, for which the server's default is used. */
export function applicableTier(tier: string | undefined, family: ModelFamily): string | undefined {
  return tier === "default" ? tier : requestedTier(tier, family);
}

/** The tier that requests for a model ask for; undefined: the server's default, also for a tier that the model does not have. */
export function requestedTier(
  tier: string | undefined,
  { isInCatalog, serviceTiers }: ModelFamily,
): string | undefined {
  const offered: readonly string[] = isInCatalog === true ? [KNOWN_TIERS[0], ...(serviceTiers ?? [])] : KNOWN_TIERS;
  return tier !== undefined && offered.includes(tier) ? tier : undefined;
}
