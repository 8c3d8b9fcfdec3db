import type { Turn } from "../session/turn.js";
import { joinShellWords } from "../shell/shell-words.js";
import { detectApplyPatch } from "./apply-patch-command.js";
import type { ToolCallItem } from "./run-tool-call.js";

/** A call as hooks are told of it. */
export interface DescribedCall {
  readonly callId: string;
  readonly tool: HookTool;
  /** The call with another input; undefined when that makes none. */
  readonly withInput: (input: Readonly<Record<string, unknown>>) => ToolCallItem | undefined;
}

/** A tool with its input, in the names that hooks know them by. */
export interface HookTool {
  readonly name: string;
  /** What matchers are held against. */
  readonly names: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
}

/** A command, or the patch that it turns out to be. */
export async function describeCommand(command: readonly string[], cwd: string): Promise<HookTool> {
  const detected = await detectApplyPatch(command, cwd);
  return detected.type === "patch" ? patchTool(detected.patch) : commandTool(scriptOf(command));
}

export function patchTool(patch: string): HookTool {
  return { name: "apply_patch", names: ["apply_patch", "Edit", "Write"], input: { command: patch } };
}

const commandTool = (command: string): HookTool => ({ name: "Bash", names: ["Bash"], input: { command } });

/** What hooks know a call by; undefined when it makes no sense: then no tool runs either. */
export async function describeCall(turn: Turn, call: ToolCallItem): Promise<DescribedCall | undefined> {
  const { cwd } = turn.context;
  switch (call.type) {
    case "local_shell_call": {
      const { action } = call;
      if (action.type !== "exec") return undefined;
      return {
        callId: call.call_id ?? call.id ?? "",
        tool: await describeCommand(action.command, cwd),
        withInput: ({ command }) =>
          typeof command === "string"
            ? { ...call, action: { ...action, command: withScript(action.command, command) } }
            : undefined,
      };
    }
    case "custom_tool_call": {
      const tool = call.name === "apply_patch" ? patchTool(call.input) : textTool(call.name, call.input);
      const key = call.name === "apply_patch" ? "command" : "input";
      return {
        callId: call.call_id,
        tool,
        withInput: ({ [key]: input }) => (typeof input === "string" ? { ...call, input } : undefined),
      };
    }
    case "function_call":
      return describeFunction(turn, call);
    default:
      return call satisfies never;
  }
}

type FunctionCall = Extract<ToolCallItem, { type: "function_call" }>;

async function describeFunction(turn: Turn, call: FunctionCall): Promise<DescribedCall | undefined> {
  const parsed = parseObject(call.arguments);
  if (parsed === undefined) return undefined;
  const { cwd } = turn.context;
  const changed = (input: Readonly<Record<string, unknown>>): ToolCallItem => ({
    ...call,
    arguments: JSON.stringify(input),
  });
  const described = (tool: HookTool, withInput: DescribedCall["withInput"]) => ({
    callId: call.call_id,
    tool,
    withInput,
  });
  switch (call.name) {
    case "shell":
    case "container.exec": {
      const words = wordsOf(parsed["command"]);
      if (words === undefined) return undefined;
      return described(await describeCommand(words, cwd), ({ command }) =>
        typeof command === "string" ? changed({ ...parsed, command: withScript(words, command) }) : undefined,
      );
    }
    case "exec_command": {
      const { cmd } = parsed;
      if (typeof cmd !== "string") return undefined;
      return described(await describeCommand(["bash", "-lc", cmd], cwd), ({ command }) =>
        typeof command === "string" ? changed({ ...parsed, cmd: command }) : undefined,
      );
    }
    case "apply_patch": {
      const { input } = parsed;
      if (typeof input !== "string") return undefined;
      return described(patchTool(input), ({ command }) =>
        typeof command === "string" ? changed({ ...parsed, input: command }) : undefined,
      );
    }
  }
  const mcpTool = turn.session.services.mcp?.resolve(call.name, call.namespace);
  const name = mcpTool === undefined ? call.name : `mcp__${mcpTool.server}__${mcpTool.tool}`;
  return described({ name, names: [name], input: parsed }, changed);
}

const textTool = (name: string, input: string): HookTool => ({ name, names: [name], input: { input } });

/** A script is shown as it stands, without the shell that runs it. */
export function scriptOf(command: readonly string[]): string {
  const [, flag, script] = command;
  const isScript = command.length === 3 && (flag === "-lc" || flag === "-c") && script !== undefined;
  return isScript ? script : joinShellWords(command);
}

/** The same shell with another script; a program of its own gives way to a script. */
function withScript(command: readonly string[], script: string): string[] {
  const [shell = "bash", flag = "-lc"] = command;
  const isScript = command.length === 3 && (flag === "-lc" || flag === "-c");
  return isScript ? [shell, flag, script] : ["bash", "-lc", script];
}

function wordsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((word) => typeof word === "string") ? value : undefined;
}

/** No text at all means no arguments. */
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
