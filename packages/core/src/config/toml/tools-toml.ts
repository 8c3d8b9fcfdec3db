import * as z from "zod/mini";
import { setting } from "../../setting.js";
import { WebSearchTomlSchema } from "./web-search-toml.js";

/** `[tools]` */
export const ToolsTomlSchema = z.object({
  web_search: setting(
    z.union([z.boolean(), WebSearchTomlSchema]),
    "Offers the model the provider's web search; so does a table of settings. Default: see `web_search`.",
  ),
  web_search_request: setting(z.boolean(), "An older name for `web_search`."),
  web_fetch: setting(
    z.object({
      allowed_domains: setting(
        z.array(z.string()),
        'Hosts whose pages may be read: `"docs.rs"`, `"*.docs.rs"` for all hosts below it, `"docs.rs:8080"` for another port. Never this machine or its network. Default: none.',
      ),
    }),
    "The tool that reads web pages; it is offered only if there are domains.",
  ),
  update_plan: setting(
    z.object({ enabled: setting(z.boolean(), "Offers the model the plan tool. Default: `false`.") }),
    "The tool that the model uses to keep a plan.",
  ),
});
