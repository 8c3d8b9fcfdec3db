import type { ToolSpec } from "../../model/tool-spec.js";
import type { Turn } from "../../session/turn.js";
import { mcpToolGroups, mcpToolSpecs } from "../../specs/mcp-tool-spec.js";

/** With more tools than this, only those that the model has found by searching are offered. */
const MAX_OFFERED = 40;

/** A tool of an MCP server that can be offered to the model. */
export interface ListedTool {
  /** Constant for the whole session. */
  readonly key: string;
  readonly server: string;
  /** The name for the model, including its group if the model supports groups. */
  readonly name: string;
  readonly description: string;
}

/** Whether tools are offered to the model in groups. */
export function offersToolGroups({ session, context }: Turn): boolean {
  return context.modelFamily.isInCatalog === true && session.config.modelProvider.wire_api === "responses";
}

/** Whether there are so many tools that the model has to search for them. */
export function offersToolSearch({ session }: Turn): boolean {
  const { manager } = session.services.mcp;
  return manager !== undefined && Object.keys(manager.listTools()).length > MAX_OFFERED;
}

/** The MCP tools to offer to the model now. */
export function offeredMcpTools(turn: Turn): ToolSpec[] {
  const { manager: mcp } = turn.session.services.mcp;
  if (mcp === undefined) return [];
  const isOffered = offersToolSearch(turn) ? (key: string) => turn.session.foundTools.has(key) : () => true;
  if (!offersToolGroups(turn)) {
    const tools = Object.entries(mcp.listTools()).filter(([name]) => isOffered(keyOf(mcp.resolve(name))));
    return mcpToolSpecs(Object.fromEntries(tools));
  }
  const groups = mcp.listGroups().map(({ tools, ...group }) => {
    const offered = [...tools].filter(([, tool]) => isOffered(keyOf({ server: group.server, tool: tool.name })));
    return { ...group, tools: new Map(offered) };
  });
  return mcpToolGroups(groups);
}

/** All MCP tools. */
export function listedTools(turn: Turn): ListedTool[] {
  const { manager: mcp } = turn.session.services.mcp;
  if (mcp === undefined) return [];
  if (!offersToolGroups(turn)) {
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
