import { describe, expect, it } from "vitest";
import { modelFamilyFor } from "../model/model-family.js";
import type { ToolSpec } from "../model/tool-spec.js";
import { builtInTools, mcpToolSpecs, type ToolSelection } from "./built-in-tools.js";

const selection = (change: Partial<ToolSelection> & { model?: string } = {}): ToolSelection => ({
  modelFamily: modelFamilyFor(change.model ?? "gpt-5"),
  approvalPolicy: "never",
  sandboxPolicy: { mode: "read-only" },
  includePlanTool: false,
  includeApplyPatchTool: false,
  includeWebSearch: false,
  includeShellTool: true,
  useExecCommandTool: false,
  ...change,
});
const names = (tools: readonly ToolSpec[]) =>
  tools.map((tool) => ("name" in tool ? `${tool.type} ${tool.name}` : tool.type));

describe("the tools that a model is offered", () => {
  it.each([
    [{}, ["function shell"]],
    [{ model: "codex-mini-latest" }, ["local_shell"]],
    [{ model: "codex-mini-latest", approvalPolicy: "on-request" as const }, ["function shell"]],
    [{ includeShellTool: false, includePlanTool: true }, ["function update_plan"]],
    [{ useExecCommandTool: true }, ["function exec_command", "function write_stdin"]],
    [{ includePlanTool: true, includeWebSearch: true }, ["function shell", "function update_plan", "web_search"]],
    [{ includeApplyPatchTool: true }, ["function shell", "custom apply_patch"]],
    [{ model: "gpt-oss:20b", includeApplyPatchTool: true }, ["function shell", "function apply_patch"]],
  ])("depend on the settings: %j", (change, expected) => {
    expect(names(builtInTools(selection(change)))).toEqual(expected);
  });

  it("let it ask to leave the sandbox where there is something to gain", () => {
    const parameters = (mode: "read-only" | "workspace-write" | "danger-full-access") => {
      const sandboxPolicy =
        mode === "workspace-write"
          ? { mode, network_access: false, exclude_slash_tmp: false, exclude_tmpdir_env_var: false }
          : { mode };
      const [shell] = builtInTools(selection({ approvalPolicy: "on-request", sandboxPolicy }));
      return shell?.type === "function" ? Object.keys(Object(shell.parameters["properties"])) : [];
    };
    expect(parameters("read-only")).toEqual(["command", "workdir", "timeout_ms"]);
    expect(parameters("danger-full-access")).toEqual(["command", "workdir", "timeout_ms"]);
    expect(parameters("workspace-write")).toEqual([
      "command",
      "workdir",
      "timeout_ms",
      "with_escalated_permissions",
      "justification",
    ]);
  });

  it("include those of MCP servers, sorted, with schemas that every server takes", () => {
    const tools = mcpToolSpecs({
      b__plain: { inputSchema: { type: "object" } },
      a__odd: {
        description: "Odd",
        inputSchema: {
          type: "object",
          required: ["union", 7],
          additionalProperties: false,
          properties: {
            union: { type: ["null", "integer"], description: "a number or nothing", minimum: 1 },
            anything: true,
            untyped: { enum: ["x", "y"] },
            list: { type: "array" },
            nested: { properties: { deep: { items: { format: "uri" } } }, additionalProperties: { type: "string" } },
            limit: { maximum: 5 },
            either: { anyOf: [{ type: "string" }, { type: "number" }] },
          },
        },
      },
    });
    expect(tools).toEqual([
      {
        type: "function",
        name: "a__odd",
        description: "Odd",
        strict: false,
        parameters: {
          type: "object",
          required: ["union"],
          additionalProperties: false,
          properties: {
            union: { type: "number", description: "a number or nothing" },
            anything: { type: "string" },
            untyped: { type: "string", enum: ["x", "y"] },
            list: { type: "array", items: { type: "string" } },
            nested: {
              type: "object",
              properties: { deep: { type: "array", items: { type: "string" } } },
              additionalProperties: { type: "string" },
            },
            limit: { type: "number" },
            either: { anyOf: [{ type: "string" }, { type: "number" }] },
          },
        },
      },
      {
        type: "function",
        name: "b__plain",
        description: "",
        strict: false,
        parameters: { type: "object", properties: {} },
      },
    ]);
  });

  it("survive a schema without end", () => {
    let schema: object = { type: "object" };
    for (let depth = 0; depth < 5000; depth++) schema = { type: "object", properties: { in: schema } };
    expect(() => mcpToolSpecs({ deep: { inputSchema: { ...schema } } })).not.toThrow();
  });
});
