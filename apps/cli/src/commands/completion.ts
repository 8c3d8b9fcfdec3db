import type { Invocation } from "../command-line/command-spec.js";
import { rootCommand } from "../command-line/commands.js";
import { bashCompletion } from "../completions/bash.js";
import { completionContexts } from "../completions/completion-context.js";
import { elvishCompletion } from "../completions/elvish.js";
import { fishCompletion } from "../completions/fish.js";
import { powershellCompletion } from "../completions/powershell.js";
import { zshCompletion } from "../completions/zsh.js";
import type { Io } from "../io.js";

const scripts = {
  bash: bashCompletion,
  elvish: elvishCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
  zsh: zshCompletion,
} as const;

/** `codex completion SHELL`: prints a script for the shell to source, with the table of commands built in. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  io.stdout.write(completionScript(invocation.positionals[0] ?? "bash"));
  return 0;
}

export function completionScript(shell: string): string {
  const contexts = completionContexts(rootCommand);
  const script = Object.entries(scripts).find(([name]) => name === shell)?.[1] ?? bashCompletion;
  return script(contexts);
}
