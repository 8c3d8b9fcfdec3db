import type { ToolSpec } from "../model/tool-spec.js";
import type { Turn } from "../session/turn.js";
import { customToolSpecs, isCalled } from "../specs/custom-tool.js";
import type { ToolSelection } from "../specs/tool-selection.js";
import { createWebSearchTool } from "../specs/web-search-tool-spec.js";
import { findAgentTool, offeredAgentTools } from "./agents/agent-tools.js";
import { execCommandTool } from "./commands/exec-command-tool.js";
import { localShellTool, shellTool } from "./commands/shell-tool.js";
import { writeStdinTool } from "./commands/write-stdin-tool.js";
import { customTool } from "./custom-tool.js";
import { goalTools } from "./goal-tools.js";
import { imageTool } from "./image-tool.js";
import { mcpResourceTools } from "./mcp/mcp-resource-tools.js";
import { mcpTool } from "./mcp/mcp-tool.js";
import { offeredMcpTools, offersToolGroups } from "./mcp/offered-mcp-tools.js";
import { toolSearchTool } from "./mcp/tool-search-tool.js";
import { applyPatchTool } from "./patches/apply-patch-tool.js";
import { planTool } from "./plan-tool.js";
import { requestPermissionsTool } from "./request-permissions-tool.js";
import type { CallableTool, Tool } from "./tool.js";
import type { ToolCall } from "./tool-call.js";
import { userInputTool } from "./user-input-tool.js";
import { webFetchTool } from "./web-fetch-tool.js";

const builtInToolsOf = new WeakMap<Turn, readonly Tool[]>();

/** Created once per turn, since every request and every call needs them. */
function builtInTools(turn: Turn): readonly Tool[] {
  let tools = builtInToolsOf.get(turn);
  if (tools === undefined) {
    tools = createBuiltInTools(turn);
    builtInToolsOf.set(turn, tools);
  }
  return tools;
}

/** The built-in tools, always in the same order, so that the server's prompt cache hits. */
function createBuiltInTools(turn: Turn): readonly Tool[] {
  return [
    shellTool(turn),
    localShellTool(turn),
    execCommandTool(turn),
    writeStdinTool(turn),
    planTool(turn),
    userInputTool(turn),
    ...(turn.context.toolSelection.includePermissionsTool ? [requestPermissionsTool(turn)] : []),
    applyPatchTool(turn),
    imageTool(turn),
    webFetchTool(turn),
    toolSearchTool(turn),
    ...mcpResourceTools(turn),
    ...(turn.context.toolSelection.includeGoalTools ? goalTools(turn) : []),
  ];
}

/** Every tool offered to the model: built-in, run by the model's server, from MCP servers, from the embedding program. */
export function offeredTools(turn: Turn): ToolSpec[] {
  const { aside, session } = turn;
  return [
    ...ownTools(turn),
    ...(aside === undefined ? offeredMcpTools(turn) : []),
    ...(aside === undefined ? offeredAgentTools(turn, { isGrouped: offersToolGroups(turn) }) : []),
    ...(aside === undefined
      ? customToolSpecs(session.services.customTools, { isGrouped: offersToolGroups(turn) })
      : []),
  ];
}

const ownToolsOf = new WeakMap<ToolSelection, readonly ToolSpec[]>();

/** The specs that depend on nothing else. They are identical in each request, so they are encoded only once. */
function ownTools(turn: Turn): readonly ToolSpec[] {
  const { aside, context, session } = turn;
  // The tools of MCP servers may change.
  if (aside !== undefined || session.services.mcp.manager !== undefined) return createOwnTools(turn);
  let tools = ownToolsOf.get(context.toolSelection);
  if (tools === undefined) {
    tools = createOwnTools(turn);
    ownToolsOf.set(context.toolSelection, tools);
  }
  return tools;
}

function createOwnTools(turn: Turn): readonly ToolSpec[] {
  const { aside, context } = turn;
  const { toolSelection } = context;
  const builtIn = builtInTools(turn).filter((tool) => aside === undefined || tool.isForAsides === true);
  return [
    ...builtIn.flatMap((tool) => tool.spec(toolSelection) ?? []),
    ...(toolSelection.webSearch === undefined ? [] : [createWebSearchTool(toolSelection.webSearch, toolSelection)]),
  ];
}

/** Finds the tool that a call names. */
export function findTool(turn: Turn, call: ToolCall): CallableTool | undefined {
  const { name, namespace } = call;
  const { customTools, mcp } = turn.session.services;
  const { manager } = mcp;
  if (namespace === undefined) {
    const { toolSelection } = turn.context;
    const isMeant = ({ names, isOff }: Tool) => names.includes(name) && isOff?.(toolSelection) !== true;
    const builtIn = builtInTools(turn).find(isMeant);
    if (builtIn !== undefined) return builtIn;
  }
  const custom = customTools.find((tool) => isCalled(tool, call));
  if (custom !== undefined) return customTool(custom);
  const ofAgents = findAgentTool(turn, name, namespace);
  if (ofAgents !== undefined) return ofAgents;
  const mcpName = manager?.resolve(name, namespace);
  return manager === undefined || mcpName === undefined ? undefined : mcpTool(turn, manager, mcpName);
}
