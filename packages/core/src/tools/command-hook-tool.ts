import { type HookTool, hookTool } from "../hooks/hook-tool.js";
import { joinShellWords } from "../shell/shell-words.js";
import { detectApplyPatch } from "./apply-patch-command.js";

/** A command as hooks see it, or the patch that it contains. */
export async function commandHookTool(command: readonly string[], cwd: string): Promise<HookTool> {
  const detected = await detectApplyPatch(command, cwd);
  if (detected.type === "patch") return patchHookTool(detected.patch);
  return { ...hookTool("Bash", { command: scriptOf(command) }), cwd };
}

/** The same tool with the model's description of the command. */
export function withDescription(tool: HookTool, description: string | undefined): HookTool {
  return description === undefined ? tool : { ...tool, input: { ...tool.input, description } };
}

export function patchHookTool(patch: string): HookTool {
  return { name: "apply_patch", names: ["apply_patch", "Edit", "Write"], input: { command: patch } };
}

/** The script, without the shell that runs it. */
function scriptOf(command: readonly string[]): string {
  const script = command[2];
  return isScript(command) && script !== undefined ? script : joinShellWords(command);
}

/** Replaces the script, keeping the shell. A program run without a shell is replaced by a script. */
export function withScript(command: readonly string[], script: string): string[] {
  const [shell = "bash", flag = "-lc"] = command;
  return isScript(command) ? [shell, flag, script] : ["bash", "-lc", script];
}

const isScript = ({ length, 1: flag }: readonly string[]): boolean => length === 3 && (flag === "-lc" || flag === "-c");
