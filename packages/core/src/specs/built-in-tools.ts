import type { AskForApproval, SandboxPolicy } from "@codex/protocol";
import type { ModelFamily } from "../model/model-family.js";
import type { JsonSchema, ToolSpec } from "../model/tool-spec.js";
import { createApplyPatchFreeformTool, createApplyPatchFunctionTool } from "./apply-patch-tool-spec.js";
import { createExecCommandTool, createUnifiedExecCommandTool, createWriteStdinTool } from "./exec-command-tool-spec.js";
import { createImageTool } from "./image-tool-spec.js";
import { createMcpTool, type McpToolDescription, type McpToolGroup } from "./mcp-tool-spec.js";
import { createPlanTool } from "./plan-tool-spec.js";
import { createShellTool, createShellToolForSandbox } from "./shell-tool-spec.js";
import { createUserInputTool } from "./user-input-tool-spec.js";

/** What decides which of our own tools a turn's model is offered. */
export interface ToolSelection {
  readonly modelFamily: ModelFamily;
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  readonly includePlanTool: boolean;
  /** Offers `apply_patch` to families that have no opinion on it. */
  readonly includeApplyPatchTool: boolean;
  readonly includeWebSearch: boolean;
  /** Commands at all. */
  readonly includeShellTool: boolean;
  /** `exec_command` and `write_stdin` in place of `shell`. */
  readonly useExecCommandTool: boolean;
}

/** Our own tools for a turn, always in the same order, so that the server's prompt cache hits. */
export function builtInTools(selection: ToolSelection): ToolSpec[] {
  return [
    ...(selection.includeShellTool ? shellTools(selection) : []),
    ...(selection.includePlanTool ? [createPlanTool()] : []),
    ...(selection.modelFamily.asksUser === true ? [createUserInputTool()] : []),
    ...applyPatchTools(selection),
    ...(selection.modelFamily.seesImages === true ? [createImageTool()] : []),
    ...(selection.includeWebSearch ? [{ type: "web_search" } as const] : []),
  ];
}

/** The tools of MCP servers, sorted by the name that the model calls them by. */
export function mcpToolSpecs(tools: Readonly<Record<string, McpToolDescription>>): ToolSpec[] {
  return Object.entries(tools)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, tool]) => createMcpTool(name, tool));
}

/** The same for models that are told of them in groups. */
export function mcpToolGroups(groups: readonly McpToolGroup[]): ToolSpec[] {
  return groups
    .filter(({ tools }) => tools.size > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, server, tools }) => ({
      type: "namespace",
      name,
      description: `Tools of the MCP server "${server}".`,
      tools: [...tools].sort(([a], [b]) => (a < b ? -1 : 1)).map(([own, tool]) => createMcpTool(own, tool)),
    }));
}

/** A tool of the embedding program; `parameters` is the JSON Schema of its arguments. */
export function customToolSpec(tool: {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}): ToolSpec {
  const { name, description, parameters } = tool;
  return { type: "function", name, description, strict: false, parameters };
}

function shellTools({ modelFamily, approvalPolicy, sandboxPolicy, useExecCommandTool }: ToolSelection): ToolSpec[] {
  if (modelFamily.usesUnifiedExec === true)
    return [createUnifiedExecCommandTool(approvalPolicy, sandboxPolicy), createWriteStdinTool()];
  if (useExecCommandTool) return [createExecCommandTool(), createWriteStdinTool()];
  if (approvalPolicy === "on-request") return [createShellToolForSandbox(sandboxPolicy)];
  return [modelFamily.usesLocalShellTool ? { type: "local_shell" } : createShellTool()];
}

function applyPatchTools({ modelFamily, includeApplyPatchTool }: ToolSelection): ToolSpec[] {
  const type = modelFamily.applyPatchToolType ?? (includeApplyPatchTool ? "freeform" : undefined);
  switch (type) {
    case "freeform":
      return [createApplyPatchFreeformTool()];
    case "function":
      return [createApplyPatchFunctionTool()];
    case undefined:
      return [];
    default:
      return type satisfies never;
  }
}
