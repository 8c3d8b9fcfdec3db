import { type $ZodType, type output, safeParse, toJSONSchema } from "zod/v4/core";
import { CodexError } from "../error.js";
import type { CustomCallContent } from "../items/call-items.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { FunctionToolSpec, ToolSpec } from "../model/tool-spec.js";
import { RESERVED_TOOL_NAMES } from "./reserved-tool-names.js";

/** A tool that the embedding program offers to the model. Created by {@link defineTool}. */
export interface CustomTool {
  /** The tool's name for the model: letters, digits, `_` and `-`, at most 64 characters. */
  readonly name: string;
  /** Its namespace, for models that support namespaces; for others, the namespace's name is a prefix of the tool's. */
  readonly namespace?: { readonly name: string; readonly description: string } | undefined;
  readonly description: string;
  /** The arguments as JSON Schema, generated from the tool's zod schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Runs the tool with the call's arguments as JSON text. */
  run(argumentsText: string, context: CustomToolContext): Promise<string | CustomToolAnswer>;
}

/** The result of a tool that returns more than text. */
export interface CustomToolAnswer {
  readonly content: readonly CustomCallContent[];
  /** Marks the call as failed. Default: false. */
  readonly isError?: boolean | undefined;
}

export interface CustomToolContext {
  /** Aborted when the turn is interrupted. */
  readonly signal: AbortSignal;
  /** The turn's working directory. */
  readonly cwd: string;
  readonly callId: string;
}

/**
 * Defines a tool in TypeScript. Its zod schema describes the arguments to the model and validates them before `run` is called. The model
 * gets the result of `run`, as JSON unless it is a string, or the error that it throws.
 */
export function defineTool<Schema extends $ZodType>(definition: {
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
  readonly run: (args: output<Schema>, context: CustomToolContext) => unknown;
}): CustomTool {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(definition.name)) {
    throw new CodexError(
      "config-invalid",
      `"${definition.name}" is not a tool name: use letters, digits, _ and -, at most 64`,
    );
  }
  return {
    name: definition.name,
    description: definition.description,
    parameters: toJSONSchema(definition.parameters, { io: "input" }),
    async run(argumentsText, context) {
      const schema = { safeParse: (value: unknown) => safeParse(definition.parameters, value) };
      const parsed = await parseArguments(argumentsText, schema);
      if (!parsed.ok) return parsed.message;
      const result = await definition.run(parsed.value, context);
      return typeof result === "string" ? result : (JSON.stringify(result) ?? "");
    },
  };
}

/** @throws CodexError `config-invalid` for a tool that would never be called, since another has its name. */
export function refuseTakenNames(tools: readonly CustomTool[]): void {
  const names = tools.map(flatName);
  const reserved = names.find((name) => RESERVED_TOOL_NAMES.has(name));
  if (reserved !== undefined) {
    throw new CodexError("config-invalid", `"${reserved}" is the name of a tool of Codex's own: use another`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CodexError("config-invalid", `two tools are called "${twice}"`);
}

/** The tool's name for models without namespaces. */
export const flatName = ({ name, namespace }: CustomTool): string =>
  namespace === undefined ? name : `${namespace.name}__${name}`;

/** Whether a call is for the tool. */
export const isCalled = (tool: CustomTool, call: { readonly name: string; readonly namespace?: string | undefined }) =>
  call.namespace === undefined
    ? flatName(tool) === call.name
    : tool.namespace?.name === call.namespace && tool.name === call.name;

/** The tools' specs for the model. */
export function customToolSpecs(
  tools: readonly CustomTool[],
  { isGrouped }: { readonly isGrouped: boolean },
): ToolSpec[] {
  const groups = isGrouped ? Map.groupBy(tools, ({ namespace }) => namespace?.name) : new Map([[undefined, tools]]);
  return [...groups].flatMap(([name, members]): ToolSpec[] =>
    name === undefined
      ? members.map((tool) => functionSpec(tool, flatName(tool)))
      : [
          {
            type: "namespace",
            name,
            description: members[0]?.namespace?.description ?? "",
            tools: members.map((tool) => functionSpec(tool, tool.name)),
          },
        ],
  );
}

function functionSpec({ description, parameters }: CustomTool, name: string): FunctionToolSpec {
  return { type: "function", name, description, strict: false, parameters };
}
