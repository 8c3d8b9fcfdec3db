/**
 * Has a Node program write what it has loaded to standard error when it exits. Modules loaded more than ten seconds after the start do not
 * appear, since this machine may be slow.
 */
const TRACE = `import { writeSync } from "node:fs";
import { Module } from "node:module";
const { setTimeout } = globalThis;
globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, ms === 10000 ? 2 ** 31 - 1 : ms, ...rest);
const lines = (kind, names) => names.map((name) => "loaded " + kind + ": " + name + "\\n").join("");
const { write } = process.stdout;
process.stdout.write = (...args) => {
  process.stdout.write = write;
  writeSync(2, lines("early file", Object.keys(Module._cache)));
  return process.stdout.write(...args);
};
process.on("exit", () => {
  // In one write: the socket takes few small ones before somebody reads.
  writeSync(2, lines("builtin", process.moduleLoadList) + lines("file", Object.keys(Module._cache)));
});`;

/** The environment to start a program in. */
export const TRACING = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(TRACE)}"` };

export interface Loaded {
  /** Paths of the program's files. */
  readonly files: string[];
  /** Files loaded before it wrote anything to standard output. */
  readonly earlyFiles: string[];
  /** Node's own modules. */
  readonly builtins: string[];
}

/** Parses what was loaded. */
export function loadedIn(stderr: string): Loaded {
  const named = (start: string) =>
    stderr.split("\n").flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
  return {
    files: named("loaded file: "),
    earlyFiles: named("loaded early file: "),
    builtins: named("loaded builtin: NativeModule "),
  };
}
