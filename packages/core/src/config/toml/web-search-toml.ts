import * as z from "zod/mini";
import { setting } from "../../setting.js";

export const WebSearchModeSchema = z.enum(["disabled", "cached", "indexed", "live"]);

/** `[tools.web_search]`: how the provider searches. */
export const WebSearchTomlSchema = z.object({
  context_size: setting(z.enum(["low", "medium", "high"]), "How much of the search results the model reads."),
  allowed_domains: setting(z.array(z.string()), "The only domains to search. Default: all."),
  location: setting(
    z.object({
      country: setting(z.string(), "Two letters, such as `DE`."),
      region: setting(z.string(), "A region or state."),
      city: setting(z.string(), "A city."),
      timezone: setting(z.string(), "Such as `Europe/Berlin`."),
    }),
    "Your approximate location.",
  ),
});
type WebSearchToml = z.infer<typeof WebSearchTomlSchema>;

/** How the provider searches the web for the model. */
export interface WebSearchConfig {
  /**
   * `cached`: only pages that the provider has stored; `indexed`: also pages in its index; `live`: current pages. Undefined if the search
   * is only switched on.
   */
  readonly mode: "cached" | "indexed" | "live" | undefined;
  readonly settings: WebSearchToml;
}

export const DEFAULT_SEARCH_MODE = "cached";

interface WebSearchKeys {
  readonly web_search?: z.infer<typeof WebSearchModeSchema> | undefined;
  readonly tools?:
    | { readonly web_search?: boolean | WebSearchToml | undefined; readonly web_search_request?: boolean | undefined }
    | undefined;
}

/** Undefined if the model must not search. `isForced`: set on the command line. */
export function webSearchOf(
  { web_search: mode, tools = {} }: WebSearchKeys,
  isForced?: boolean,
): WebSearchConfig | undefined {
  const { web_search: own, web_search_request: older } = tools;
  const settings = typeof own === "object" ? own : {};
  if (isForced === true) return { mode: "live", settings };
  if (isForced === false || mode === "disabled") return undefined;
  const isOn = mode !== undefined || typeof own === "object" || (own ?? older ?? false);
  return isOn ? { mode: mode ?? (typeof own === "object" ? DEFAULT_SEARCH_MODE : undefined), settings } : undefined;
}
