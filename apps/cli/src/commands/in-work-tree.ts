import path from "node:path";
import type { Config } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** Moves the command line to a new work tree if it asks for one; only then is the code for that loaded. */
export async function inWorkTree(invocation: Invocation, io: Io): Promise<Invocation> {
  if (!invocation.has("worktree")) return invocation;
  const { enterWorkTree } = await import("./enter-work-tree.js");
  return enterWorkTree(invocation, io);
}

/** The configuration with the folder where the command was given: sessions are looked up there, not in a new work tree. */
export function whereGiven(config: Config, invocation: Invocation, io: Io): Config {
  if (!invocation.has("worktree")) return config;
  return { ...config, cwd: path.resolve(io.cwd, invocation.option("cd") ?? "") };
}

/** Why a work tree cannot be created for a session that must still be chosen: the list would be that of the new work tree. */
export const CHOOSE_BEFORE = "error: with --worktree say which session: its id or name, or --last\n";
