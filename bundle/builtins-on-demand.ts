import type { Plugin } from "rolldown";

/** `import x, { a as b } from "node:y"` and its other forms, as they stand in a finished chunk. */
const BUILTIN_IMPORT =
  /\bimport\s*(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)|(\{[^}]*\}))?\s*from\s*["'`](node:[\w/]+)["'`];?/g;
const LAZY_BUILTIN_IMPORT = /\bimport\(\s*["'`](node:[\w/]+)["'`]\s*\)/g;

/** Of these only functions are used, now and then: they are looked up with each call. */
const LATE = new Set(["node:crypto", "node:zlib"]);

/**
 * Takes Node's own modules without `import`: that reads every export once, and with them loads what few programs need
 * (`node:http` its fetch, `node:process` its threads, `node:fs` its streams): 25 ms of every start.
 */
export const builtinsOnDemand: Plugin = {
  name: "builtins-on-demand",
  renderChunk(code) {
    return { code: code.replace(BUILTIN_IMPORT, takeBuiltin).replace(LAZY_BUILTIN_IMPORT, promiseBuiltin) };
  },
};

function takeBuiltin(_: string, ...[base, all, named, name = ""]: (string | undefined)[]): string {
  if (LATE.has(name) && base === undefined && named !== undefined) return lateFunctions(named, name);
  const targets = [base, all, named?.replace(/\s+as\s+/g, ":")].filter((target) => target !== undefined);
  return targets.map((target) => `const ${target}=${builtin(name)};`).join("");
}

function lateFunctions(named: string, name: string): string {
  const functions = named.slice(1, -1).split(",");
  return functions
    .map((specifier) => {
      const [imported = "", local = imported] = specifier.trim().split(/\s+as\s+/);
      return `const ${local}=(...a)=>${builtin(name)}.${imported}(...a);`;
    })
    .join("");
}

/** Named exports come through the prototype, so that none is read before it is used. */
function promiseBuiltin(_: string, name: string): string {
  return `Promise.resolve({__proto__:${builtin(name)},default:${builtin(name)}})`;
}

function builtin(name: string): string {
  return `process.getBuiltinModule("${name}")`;
}
