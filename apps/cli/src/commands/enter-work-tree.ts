import { homedir } from "node:os";
import path from "node:path";
import { findCodexHome, joinShellWords, openWorkTree, type WorkTree } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** `--worktree`: creates a work tree and runs the same command line there; reports its path on standard error. */
export async function enterWorkTree(invocation: Invocation, io: Io): Promise<Invocation> {
  const tree = await openWorkTree({
    cwd: path.resolve(io.cwd, invocation.option("cd") ?? ""),
    codexHome: await findCodexHome(io.env, homedir),
    name: invocation.option("worktree") || undefined,
    env: io.env,
    signal: io.signal,
  });
  io.stderr.write(terminalText(`${descriptionOf(tree).join("\n")}\n`));
  return inFolder(invocation, tree.cwd);
}

function descriptionOf({ root, isNew, origin }: WorkTree): string[] {
  const quoted = joinShellWords([root]);
  return [
    `${isNew ? "Made" : "Using"} the work tree ${root}`,
    "  keep its changes: commit there on a branch ('git switch -c NAME')",
    `  come back to it: codex -C ${quoted}`,
    `  remove it: git -C ${joinShellWords([origin])} worktree remove ${quoted}`,
  ];
}

function inFolder(invocation: Invocation, cwd: string): Invocation {
  return {
    ...invocation,
    option: (name) => (name === "cd" ? cwd : invocation.option(name)),
    options: (name) => (name === "cd" ? [cwd] : invocation.options(name)),
    has: (name) => name === "cd" || invocation.has(name),
  };
}
