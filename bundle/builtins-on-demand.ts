import type { Plugin } from "rolldown";
import { parseSync } from "rolldown/utils";
import { lateFunction, withLateFunction } from "./late-function.js";
import { replaceParts } from "./replace-parts.js";

type StaticImport = ReturnType<typeof parseSync>["module"]["staticImports"][number];

/** Modules that a start, or not every command, needs: their functions are looked up at first use. */
const LATE = new Set([
  "node:child_process",
  "node:crypto",
  "node:fs/promises",
  "node:http",
  "node:https",
  "node:net",
  "node:os",
  "node:readline",
  "node:stream",
  "node:stream/consumers",
  "node:stream/promises",
  "node:timers/promises",
  "node:tls",
  "node:tty",
  "node:zlib",
]);

/**
 * Loads Node's own modules without `import`, which reads every export once and so loads what few programs need (`node:http` its fetch,
 * `node:process` its threads, `node:fs` its streams): 25 ms of every start.
 */
export const builtinsOnDemand: Plugin = {
  name: "builtins-on-demand",
  renderChunk(code, { fileName }) {
    return { code: takeBuiltins(code, fileName) };
  },
};

/** A finished chunk without its imports of `node:…`. Parses the syntax, so that text that looks like an import is unchanged. */
export function takeBuiltins(code: string, fileName = "chunk.js"): string {
  const { module, errors } = parseSync("chunk.mjs", code);
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0]?.message}`);
  const statics = module.staticImports
    .filter(({ moduleRequest, entries }) => isBuiltin(moduleRequest.value) && entries.length > 0)
    .map((statement) => ({ start: statement.start, end: statement.end, text: taken(statement) }));
  const dynamics = module.dynamicImports.flatMap(({ start, end, moduleRequest }) => {
    const name = /^(["'`])(node:[\w/]+)\1$/.exec(code.slice(moduleRequest.start, moduleRequest.end))?.[2];
    return name === undefined ? [] : [{ start, end, text: promised(name) }];
  });
  return withLateFunction(replaceParts(code, [...statics, ...dynamics]));
}

function taken({ moduleRequest, entries }: StaticImport): string {
  const module = moduleRequest.value;
  return entries.map(({ importName, localName }) => `const ${localName.value}=${value(importName, module)};`).join("");
}

function value({ kind, name }: StaticImport["entries"][number]["importName"], module: string): string {
  // The default export of Node's modules is the module.
  if (kind !== "Name" || name === "default") return builtin(module);
  const named = `${builtin(module)}.${name}`;
  return LATE.has(module) && isFunction(module, name ?? "") ? lateFunction(named) : named;
}

function isFunction(module: string, name: string): boolean {
  const exports: unknown = process.getBuiltinModule(module);
  return typeof Reflect.get(Object(exports), name) === "function";
}

/** Named exports are inherited through the prototype, so that none is read before it is used. */
function promised(name: string): string {
  return `Promise.resolve({__proto__:${builtin(name)},default:${builtin(name)}})`;
}

function builtin(name: string): string {
  return `process.getBuiltinModule("${name}")`;
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:");
}
