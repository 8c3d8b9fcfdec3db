import type { Session } from "../conversation/session.js";
import type { TurnContext } from "../turn/turn-context.js";
import { customToolSpec, mcpToolSpecs } from "./built-in-tools.js";
import type { ToolSpec } from "./tool-spec.js";

/** Every tool that the model is offered in this turn: built in, of external MCP servers, of the embedding program. */
export function toolsFor(session: Session, context: TurnContext): ToolSpec[] {
  const { mcp, customTools } = session.services;
  return [
    ...context.tools,
    ...(mcp === undefined ? [] : mcpToolSpecs(mcp.listTools())),
    ...customTools.map(customToolSpec),
  ];
}
