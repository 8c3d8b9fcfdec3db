import type { ToolSpec } from "../model/tool-spec.js";
import type { Turn } from "../session/turn.js";
import { mcpToolGroups, mcpToolSpecs } from "../specs/mcp-tool-spec.js";

/** With more tools than that, the model is told of those alone that it has looked for. */
const MAX_OFFERED = 40;

/** A tool of an MCP server, as the model could be told of it. */
export interface ListedTool {
  /** The same for as long as the session lasts. */
  readonly key: string;
  readonly server: string;
  /** What the model calls it by, with its group where there are groups. */
  readonly name: string;
  readonly description: string;
}

/** Whether the model is told of tools in groups. */
export function knowsGroups({ session, context }: Turn): boolean {
  return context.modelFamily.isInCatalog === true && session.config.modelProvider.wire_api === "responses";
}

/** Whether there are so many tools that the model has to look for them. */
export function isSearched({ session }: Turn): boolean {
  const { manager } = session.services.mcp;
  return manager !== undefined && Object.keys(manager.listTools()).length > MAX_OFFERED;
}

/** The tools of MCP servers that the model is told of now. */
export function offeredMcpTools(turn: Turn): ToolSpec[] {
  const { manager: mcp } = turn.session.services.mcp;
  if (mcp === undefined) return [];
  const isOffered = isSearched(turn) ? (key: string) => turn.session.foundTools.has(key) : () => true;
  if (!knowsGroups(turn)) {
    const tools = Object.entries(mcp.listTools()).filter(([name]) => isOffered(keyOf(mcp.resolve(name))));
    return mcpToolSpecs(Object.fromEntries(tools));
  }
  const groups = mcp.listGroups().map(({ tools, ...group }) => {
    const offered = [...tools].filter(([, tool]) => isOffered(keyOf({ server: group.server, tool: tool.name })));
    return { ...group, tools: new Map(offered) };
  });
  return mcpToolGroups(groups);
}

/** All tools of MCP servers. */
export function listedTools(turn: Turn): ListedTool[] {
  const { manager: mcp } = turn.session.services.mcp;
  if (mcp === undefined) return [];
  if (!knowsGroups(turn)) {
    return Object.entries(mcp.listTools()).flatMap(([name, { description = "" }]) => {
      const own = mcp.resolve(name);
      return own === undefined ? [] : [{ key: keyOf(own), server: own.server, name, description }];
    });
  }
  return mcp.listGroups().flatMap(({ name: group, server, tools }) =>
    [...tools].map(([name, tool]) => ({
      key: keyOf({ server, tool: tool.name }),
      server,
      name: `${group}.${name}`,
      description: tool.description ?? "",
    })),
  );
}

const keyOf = (name: { readonly server: string; readonly tool: string } | undefined): string =>
  JSON.stringify([name?.server, name?.tool]);
