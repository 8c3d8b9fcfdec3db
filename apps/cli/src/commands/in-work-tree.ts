import path from "node:path";
import type { Config } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** The command line, in a work tree of its own where it asks for one; what makes that is loaded only then. */
export async function inWorkTree(invocation: Invocation, io: Io): Promise<Invocation> {
  if (!invocation.has("worktree")) return invocation;
  const { enterWorkTree } = await import("./enter-work-tree.js");
  return enterWorkTree(invocation, io);
}

/** The configuration with the folder where the command was given: sessions are looked for there, and not in a new work tree. */
export function whereGiven(config: Config, invocation: Invocation, io: Io): Config {
  if (!invocation.has("worktree")) return config;
  return { ...config, cwd: path.resolve(io.cwd, invocation.option("cd") ?? "") };
}

/** Why a work tree cannot be made for a session that is still to be chosen, from a list of those of that tree. */
export const CHOOSE_BEFORE = "error: with --worktree say which session: its id or name, or --last\n";
