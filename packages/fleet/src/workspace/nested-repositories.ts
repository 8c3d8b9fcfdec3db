import { readdir } from "node:fs/promises";
import path from "node:path";
import { type GitCall, runGit } from "@codex/core";
import { unusable } from "./unusable.js";

/** The mode of index entries of submodules. */
const GITLINK = "160000 ";

/** Repositories inside this one, including submodules with files. They are not sent to the fleet. Their names end with `/`. */
export async function nestedRepositories(call: GitCall): Promise<string[]> {
  const untracked = await listOf(["ls-files", "-z", "--others", "--exclude-standard"], call);
  const tracked = await listOf(["ls-files", "-z", "--stage"], call);
  const places = tracked.filter((entry) => entry.startsWith(GITLINK)).map((entry) => entry.split("\t")[1] ?? "");
  const filled = await Promise.all(places.map((name) => readdir(path.join(call.cwd, name)).catch(() => [])));
  return [
    ...untracked.filter((name) => name.endsWith("/")),
    ...places.filter((_, index) => filled[index]?.length !== 0).map((name) => `${name}/`),
  ];
}

/** The entries of a Git command's output. @throws FleetError `workspace-unusable` */
export async function listOf(args: readonly string[], call: GitCall, separator = "\0"): Promise<string[]> {
  const output = await runGit(args, call);
  if (output === undefined) throw unusable("Git could not say what it holds");
  return output.split(separator).filter((entry) => entry !== "");
}
