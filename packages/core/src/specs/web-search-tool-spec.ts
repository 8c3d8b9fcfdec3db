import type { WebSearchConfig } from "../config/web-search-toml.js";
import type { WebSearchToolSpec } from "../model/tool-spec.js";
import type { ToolSelection } from "./tool-selection.js";

/** The provider's web search. For models in a catalog, the spec says how to search; with full access, the cache limit is lifted. */
export function createWebSearchTool(
  { mode, settings }: WebSearchConfig,
  { modelFamily, sandboxPolicy }: Pick<ToolSelection, "modelFamily" | "sandboxPolicy">,
): WebSearchToolSpec {
  if (modelFamily.isInCatalog !== true) return { type: "web_search" };
  const { context_size, allowed_domains, location } = settings;
  return {
    type: "web_search",
    external_web_access: mode !== "cached" || sandboxPolicy.mode === "danger-full-access",
    ...(mode === "indexed" && { indexed_web_access: true }),
    ...(allowed_domains !== undefined && { filters: { allowed_domains } }),
    ...(context_size !== undefined && { search_context_size: context_size }),
    ...(location !== undefined && { user_location: { type: "approximate", ...location } }),
    ...(modelFamily.searchesImages === true && { search_content_types: ["text", "image"] }),
  };
}
