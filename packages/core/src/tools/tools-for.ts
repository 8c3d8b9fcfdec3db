import type { ToolSpec } from "../model/tool-spec.js";
import type { Session } from "../session/session.js";
import type { TurnContext } from "../session/turn-context.js";
import { customToolSpec, mcpToolGroups, mcpToolSpecs } from "../specs/built-in-tools.js";

/** Every tool that the model is offered in this turn: built in, of external MCP servers, of the embedding program. */
export function toolsFor(session: Session, context: TurnContext): ToolSpec[] {
  const { mcp, customTools } = session.services;
  const isGrouped = context.modelFamily.isInCatalog === true && session.config.modelProvider.wire_api === "responses";
  return [
    ...context.tools,
    ...(mcp === undefined ? [] : isGrouped ? mcpToolGroups(mcp.listGroups()) : mcpToolSpecs(mcp.listTools())),
    ...customTools.map(customToolSpec),
  ];
}
