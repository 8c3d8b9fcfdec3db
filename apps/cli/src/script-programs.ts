import { existsSync } from "node:fs";
import path from "node:path";
import type { Io } from "./io.js";

/**
 * Adds to `io` programs on the `PATH` that the model's scripts may call: the engine handles a direct `apply_patch`, but within a script it
 * must be a program.
 */
export function withScriptPrograms(io: Io): Io {
  // `path.join` examines each letter, and together with Node's own few calls that is just enough to have it optimized, which costs a server
  // 2.5 MiB for V8's compiler.
  const folder = `${import.meta.dirname}${path.sep}path`;
  if (!existsSync(folder)) return io;
  const search = io.env["PATH"];
  const PATH = search ? `${folder}${path.delimiter}${search}` : folder;
  return { ...io, env: { ...io.env, PATH, CODEX_MANAGED_NODE: process.execPath, ...shellFunctions(folder) } };
}

/** Login shells (`bash -lc`) often reset `PATH`, but bash keeps inherited functions. */
function shellFunctions(folder: string): Record<string, string> {
  const program = `'${`${folder}${path.sep}apply_patch`.replaceAll("'", "'\\''")}'`;
  const call = `() { ${program} "$@"\n}`;
  return { "BASH_FUNC_apply_patch%%": call, "BASH_FUNC_applypatch%%": call };
}
