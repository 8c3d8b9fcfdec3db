import { existsSync } from "node:fs";
import path from "node:path";
import type { Io } from "./io.js";

/**
 * As `io`, with the programs on its `PATH` that scripts of the model may call: `apply_patch` by itself is seen and done by
 * the engine, in the middle of a script it has to be a program.
 */
export function withScriptPrograms(io: Io): Io {
  // Not `path.join`: it looks at each letter, and with Node's own few calls of it just often enough to have it optimized.
  // That costs a server 2.5 MiB, for the pages of V8's compiler.
  const folder = `${import.meta.dirname}${path.sep}path`;
  if (!existsSync(folder)) return io;
  const search = io.env["PATH"];
  const PATH = search ? `${folder}${path.delimiter}${search}` : folder;
  return { ...io, env: { ...io.env, PATH, CODEX_MANAGED_NODE: process.execPath, ...shellFunctions(folder) } };
}

/** Login shells (`bash -lc`) often set `PATH` anew; what bash inherits as a function it keeps. */
function shellFunctions(folder: string): Record<string, string> {
  const program = `'${`${folder}${path.sep}apply_patch`.replaceAll("'", "'\\''")}'`;
  const call = `() { ${program} "$@"\n}`;
  return { "BASH_FUNC_apply_patch%%": call, "BASH_FUNC_applypatch%%": call };
}
