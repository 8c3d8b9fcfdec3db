import type { ToolOutput } from "@codex/protocol";
import { type HookTool, hookTool } from "../hooks/hook-tool.js";
import { type ArgumentsSchema, checkArguments, parseArguments } from "../model/parse-arguments.js";
import type { GivenArguments, PreparedCall, Tool, ToolAnswer, ToolContext } from "./tool.js";

/** A tool whose arguments have a schema. */
export interface FunctionTool<Arguments> extends Omit<Tool, "prepare"> {
  readonly arguments: ArgumentsSchema<Arguments>;
  readonly run: (args: Arguments, context: ToolContext) => Answer | Promise<Answer>;
  /** Whether a call may run in parallel with others of its answer. Default: no call may. */
  readonly runsInParallel?: (args: Arguments) => boolean;
  /** How hooks see a call; undefined: not at all. Default: under the tool's own name, with the arguments as given. */
  readonly describe?: (
    args: Arguments,
    context: ToolContext,
  ) => Described<Arguments> | undefined | Promise<Described<Arguments> | undefined>;
}

type Answer = ToolOutput | ToolAnswer;

interface Described<Arguments> {
  readonly tool: HookTool;
  readonly withInput: (input: Readonly<Record<string, unknown>>) => Partial<Arguments> | undefined;
}

export function functionTool<Arguments>(definition: FunctionTool<Arguments>): Tool {
  const { arguments: schema, run, runsInParallel, describe, ...tool } = definition;
  const name = tool.names[0] ?? "";

  const prepared = (given: GivenArguments, args: Arguments): PreparedCall => ({
    runsInParallel: runsInParallel?.(args) ?? false,
    run: async (context) => asToolAnswer(await run(args, context)),
    describe: async (context) => {
      if (describe === undefined) return { tool: hookTool(name, objectOf(given)), withInput: (input) => input };
      const described = await describe(args, context);
      if (described === undefined) return undefined;
      const { tool, withInput } = described;
      return {
        tool,
        withInput: (input) => {
          const change = withInput(input);
          return change === undefined ? undefined : { ...objectOf(given), ...change };
        },
      };
    },
  });

  return {
    ...tool,
    async prepare(given) {
      const parsed = typeof given === "string" ? await parseArguments(given, schema) : checkArguments(given, schema);
      return parsed.ok ? { ok: true, call: prepared(given, parsed.value) } : parsed;
    },
  };
}

const asToolAnswer = (answer: Answer): ToolAnswer =>
  typeof answer === "object" && "output" in answer ? answer : { output: answer };

/** Arguments that passed the schema are a JSON object. */
function objectOf(given: GivenArguments): Readonly<Record<string, unknown>> {
  return typeof given === "string" ? { ...Object(JSON.parse(given)) } : given;
}
