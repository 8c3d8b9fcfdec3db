import { DEFAULT_SEARCH_MODE, type WebSearchConfig } from "../config/toml/web-search-toml.js";
import type { WebSearchToolSpec } from "../model/tool-spec.js";
import type { ToolSelection } from "./tool-selection.js";

/** The provider's web search; with full access, the cache limit is lifted. */
export function createWebSearchTool(
  { mode, settings }: WebSearchConfig,
  { modelFamily, sandboxPolicy }: Pick<ToolSelection, "modelFamily" | "sandboxPolicy">,
): WebSearchToolSpec {
  const isCatalogued = modelFamily.isInCatalog === true;
  // Parity: codex-rs of August 2025 only names the tool.
  if (!isCatalogued && mode === undefined) return { type: "web_search" };
  const isExternal = (mode ?? DEFAULT_SEARCH_MODE) !== "cached" || sandboxPolicy.mode === "danger-full-access";
  const { context_size, allowed_domains, location } = settings;
  return {
    type: "web_search",
    // It is the default, and providers of other models may not know the word.
    ...((isCatalogued || !isExternal || mode === "indexed") && { external_web_access: isExternal }),
    ...(mode === "indexed" && { indexed_web_access: true }),
    ...(allowed_domains !== undefined && { filters: { allowed_domains } }),
    ...(context_size !== undefined && { search_context_size: context_size }),
    ...(location !== undefined && { user_location: { type: "approximate", ...location } }),
    ...(modelFamily.searchesImages === true && { search_content_types: ["text", "image"] }),
  };
}
