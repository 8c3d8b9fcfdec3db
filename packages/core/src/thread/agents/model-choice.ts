import type { Config } from "../../config/config.js";
import type { SpawnRequest } from "../../session/agents.js";

/** Why a subagent cannot use the requested model or effort. Without a model catalogue, nothing can be ruled out. */
export function unusableModel(
  { modelCatalog }: Pick<Config, "modelCatalog">,
  ownModel: string,
  { model, effort }: Partial<Pick<SpawnRequest, "model" | "effort">>,
): string | undefined {
  if (modelCatalog === undefined) return undefined;
  const entry = modelCatalog.find(({ slug }) => slug === (model ?? ownModel));
  if (model !== undefined && entry === undefined) {
    const known = modelCatalog.flatMap(({ slug, visibility }) => (visibility === "list" ? [slug] : []));
    return `there is no model ${model}: choose one of ${known.join(", ")}`;
  }
  const efforts = entry?.supported_reasoning_levels.map((level) => level.effort) ?? [];
  if (effort === undefined || efforts.length === 0 || efforts.includes(effort)) return undefined;
  return `${entry?.slug} has no reasoning effort ${effort}: choose one of ${efforts.join(", ")}`;
}
