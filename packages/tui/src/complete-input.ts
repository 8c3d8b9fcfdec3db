import { terminalName } from "@codex/terminal";
import { slashCommands } from "./slash-commands.js";
import type { TerminalIo } from "./terminal-io.js";

const MAX_FILES = 20;

/** Tab: `/` completes commands, `@` names of files below the working folder. */
export function inputCompleter(cwd: string, { env, signal }: Pick<TerminalIo, "env" | "signal">) {
  return async (text: string): Promise<[candidates: string[], part: string]> => {
    if (/^\/\w*$/.test(text)) {
      const names = slashCommands.map(({ name }) => `/${name}`).filter((name) => name.startsWith(text));
      return [names, text];
    }
    const pattern = /(?:^|\s)@(\S+)$/.exec(text)?.[1];
    if (pattern === undefined) return [[], text];
    const { searchFiles } = await import("@codex/file-search");
    const { matches } = await searchFiles(pattern, cwd, { limit: MAX_FILES, env, signal });
    // They are listed as they are, so a name that is not safe to print is no candidate.
    const names = matches.map(({ path }) => path).filter((path) => terminalName(path) === path);
    return [names, `@${pattern}`];
  };
}
