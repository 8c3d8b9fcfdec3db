import type { ToolSpec } from "../model/tool-spec.js";
import type { Turn } from "../session/turn.js";
import { customToolSpec } from "../specs/custom-tool.js";
import { createWebSearchTool } from "../specs/web-search-tool-spec.js";
import { findAgentTool, offeredAgentTools } from "./agents/agent-tools.js";
import { applyPatchTool } from "./apply-patch-tool.js";
import { customTool } from "./custom-tool.js";
import { execCommandTool, writeStdinTool } from "./exec-command-tool.js";
import { imageTool } from "./image-tool.js";
import { knowsGroups, offeredMcpTools } from "./mcp-offer.js";
import { mcpResourceTools } from "./mcp-resource-tools.js";
import { mcpTool } from "./mcp-tool.js";
import { planTool } from "./plan-tool.js";
import { localShellTool, shellTool } from "./shell-tool.js";
import type { CallableTool, Tool } from "./tool.js";
import type { ToolCall } from "./tool-call.js";
import { toolSearchTool } from "./tool-search-tool.js";
import { userInputTool } from "./user-input-tool.js";
import { webFetchTool } from "./web-fetch-tool.js";

const builtInToolsOf = new WeakMap<Turn, readonly Tool[]>();

/** Made once for a turn, which asks for them with each request and each call. */
function builtInTools(turn: Turn): readonly Tool[] {
  let tools = builtInToolsOf.get(turn);
  if (tools === undefined) {
    tools = createBuiltInTools(turn);
    builtInToolsOf.set(turn, tools);
  }
  return tools;
}

/** Our own tools, in the order that the model is told of them: always the same, so that the server's prompt cache hits. */
function createBuiltInTools(turn: Turn): readonly Tool[] {
  return [
    shellTool(turn),
    localShellTool(turn),
    execCommandTool(turn),
    writeStdinTool(turn),
    planTool,
    userInputTool(turn),
    applyPatchTool(turn),
    imageTool,
    webFetchTool(turn),
    toolSearchTool(turn),
    ...mcpResourceTools(turn),
  ];
}

/** Every tool that the model is offered: built in, of its own server, of external MCP servers, of the embedding program. */
export function offeredTools(turn: Turn): ToolSpec[] {
  const { aside, context, session } = turn;
  const { toolSelection } = context;
  const builtIn = builtInTools(turn).filter((tool) => aside === undefined || tool.isForAsides === true);
  return [
    ...builtIn.flatMap((tool) => tool.spec(toolSelection) ?? []),
    ...(toolSelection.webSearch === undefined ? [] : [createWebSearchTool(toolSelection.webSearch, toolSelection)]),
    ...(aside === undefined ? offeredMcpTools(turn) : []),
    ...(aside === undefined ? offeredAgentTools(turn, { isGrouped: knowsGroups(turn) }) : []),
    ...(aside === undefined ? session.services.customTools.map(customToolSpec) : []),
  ];
}

/** The tool that a call names. */
export function findTool(turn: Turn, { name, namespace }: ToolCall): CallableTool | undefined {
  const { customTools, mcp } = turn.session.services;
  if (namespace === undefined) {
    const builtIn = builtInTools(turn).find(({ names }) => names.includes(name));
    if (builtIn !== undefined) return builtIn;
    const custom = customTools.find((tool) => tool.name === name);
    if (custom !== undefined) return customTool(custom);
  }
  const ofAgents = findAgentTool(turn, name, namespace);
  if (ofAgents !== undefined) return ofAgents;
  const mcpName = mcp?.resolve(name, namespace);
  return mcp === undefined || mcpName === undefined ? undefined : mcpTool(turn, mcp, mcpName);
}
