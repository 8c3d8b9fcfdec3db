import { type $ZodType, type output, safeParse, toJSONSchema } from "zod/v4/core";
import { CodexError } from "../error.js";
import type { CustomCallContent } from "../items/call-items.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolSpec } from "../model/tool-spec.js";
import { RESERVED_TOOL_NAMES } from "./reserved-tool-names.js";

/** A tool that the embedding program offers to the model. Made by {@link defineTool}. */
export interface CustomTool {
  /** What the model calls it: letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly description: string;
  /** The arguments as JSON Schema, made from the tool's zod schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Runs the tool with the call's arguments, still text. */
  run(argumentsText: string, context: CustomToolContext): Promise<string | CustomToolAnswer>;
}

/** What a tool has to say, where that is more than a text. */
export interface CustomToolAnswer {
  readonly content: readonly CustomCallContent[];
  /** The tool says that it failed. Default: false. */
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
 * Declares a tool in TypeScript: the zod schema of its arguments is what the model is told and what is checked before
 * `run`. What `run` gives back is sent to the model, as JSON unless it is a string; what it throws is told to the model.
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
      `"${definition.name}" is no tool name: use letters, digits, _ and -, at most 64`,
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
  const names = tools.map(({ name }) => name);
  const reserved = names.find((name) => RESERVED_TOOL_NAMES.has(name));
  if (reserved !== undefined) {
    throw new CodexError("config-invalid", `"${reserved}" is the name of a tool of Codex's own: use another`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CodexError("config-invalid", `two tools are called "${twice}"`);
}

/** What the model is told of it. */
export function customToolSpec({ name, description, parameters }: CustomTool): ToolSpec {
  return { type: "function", name, description, strict: false, parameters };
}
