import * as z from "zod/mini";
import type { Turn } from "../../session/turn.js";
import { createToolSearchTool, TOOL_SEARCH_NAME } from "../../specs/tool-search-tool-spec.js";
import { functionTool } from "../function-tool.js";
import type { Tool } from "../tool.js";
import { type ListedTool, listedTools, offersToolSearch } from "./offered-mcp-tools.js";
import { rankTools } from "./rank-tools.js";

const DEFAULT_RESULTS = 8;
const MAX_RESULTS = 20;

/** `tool_search`: lets the model search the tools of MCP servers if there are many. Tools that it finds are offered from then on. */
export function toolSearchTool(turn: Turn): Tool {
  return functionTool({
    names: [TOOL_SEARCH_NAME],
    spec: () => (offersToolSearch(turn) ? createToolSearchTool(serversOf(turn)) : undefined),
    leavesFilesAlone: true,
    arguments: z.object({
      query: z.string().check(z.minLength(1)),
      limit: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_RESULTS))),
    }),
    run({ query, limit = DEFAULT_RESULTS }) {
      const found = rankTools(listedTools(turn), query).slice(0, limit);
      for (const { key } of found) turn.session.foundTools.add(key);
      if (found.length === 0) return "No tool matches. Try a different query.";
      return `You can call these tools from now on:\n${found.map(({ name, description }) => `- ${name}: ${description}`).join("\n")}`;
    },
  });
}

function serversOf(turn: Turn): string[] {
  return [...new Set(listedTools(turn).map(({ server }: ListedTool) => server))].sort();
}
