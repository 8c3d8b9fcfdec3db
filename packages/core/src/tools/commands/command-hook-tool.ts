import { type HookTool, hookTool } from "../../hooks/hook-tool.js";
import { shellScript } from "../../shell/shell-script.js";
import { joinShellWords } from "../../shell/shell-words.js";
import { detectApplyPatch } from "../patches/apply-patch-command.js";
import { patchHookTool } from "../patches/patch-hook-tool.js";

/** A command as hooks see it, or the patch that it contains. */
export async function commandHookTool(command: readonly string[], cwd: string): Promise<HookTool> {
  const detected = await detectApplyPatch(command, cwd);
  if (detected.type === "patch") return patchHookTool(detected.patch);
  return { ...hookTool("Bash", { command: shellScript(command) ?? joinShellWords(command) }), cwd };
}

/** The same tool with the model's description of the command. */
export function withDescription(tool: HookTool, description: string | undefined): HookTool {
  return description === undefined ? tool : { ...tool, input: { ...tool.input, description } };
}

/** Replaces the script, keeping the shell. A program run without a shell is replaced by a script. */
export function withScript(command: readonly string[], script: string): string[] {
  const [shell = "bash", flag = "-lc"] = command;
  return shellScript(command) === undefined ? ["bash", "-lc", script] : [shell, flag, script];
}
