/**
 * At its end a program of Node's writes what it has loaded to standard error. What is only loaded after ten seconds never is:
 * this machine may be slow.
 */
const TRACE = `import { writeSync } from "node:fs";
import { Module } from "node:module";
const { setTimeout } = globalThis;
globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 10000 ? 2 ** 31 - 1 : ms, ...rest);
const lines = (kind, names) => names.map((name) => "loaded " + kind + ": " + name + "\\n").join("");
process.on("exit", () => {
  // In one piece: the socket takes few small ones before somebody reads.
  writeSync(2, lines("builtin", process.moduleLoadList) + lines("file", Object.keys(Module._cache)));
});`;

/** The environment that a program is to be started in. */
export const TRACING = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(TRACE)}"` };

/** What was loaded: paths of the program's files, and Node's own modules. */
export function loadedIn(stderr: string): { readonly files: string[]; readonly builtins: string[] } {
  const named = (start: string) =>
    stderr.split("\n").flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
  return { files: named("loaded file: "), builtins: named("loaded builtin: NativeModule ") };
}
