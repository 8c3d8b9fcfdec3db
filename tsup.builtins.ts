/** `import x, { a as b } from "node:y"` and its other forms, as esbuild prints them. */
const BUILTIN_IMPORT =
  /\bimport\s*(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)|(\{[^}]*\}))?\s*from\s*"(node:[\w/]+)";?/g;
const LAZY_BUILTIN_IMPORT = /\bimport\(\s*"(node:[\w/]+)"\s*\)/g;

/**
 * A plugin of tsup's that takes Node's own modules without `import`: that reads every export once, and with them loads what
 * few programs need (`node:http` its fetch, `node:process` its threads, `node:fs` its streams): 25 ms of every start.
 */
export const builtinsOnDemand = {
  name: "builtins-on-demand",
  renderChunk(code: string) {
    const taken = code.replace(BUILTIN_IMPORT, takeBuiltin).replace(LAZY_BUILTIN_IMPORT, promiseBuiltin);
    return { code: withRequire(taken) };
  },
};

function takeBuiltin(_: string, ...[base, all, named, name]: (string | undefined)[]): string {
  const module = builtin(name);
  const names = [base, all, named?.replace(/\s+as\s+/g, ":")].filter((target) => target !== undefined);
  return names.map((target) => `const ${target}=${module};`).join("");
}

/** Named exports come through the prototype, so that none is read before it is used. */
function promiseBuiltin(_: string, name: string): string {
  return `Promise.resolve({__proto__:${builtin(name)},default:${builtin(name)}})`;
}

function builtin(name: string | undefined): string {
  return `process.getBuiltinModule("${name}")`;
}

/** Some dependencies are CommonJS and call `require`. */
function withRequire(code: string): string {
  if (!/\brequire\b/.test(code)) return code;
  const shebang = /^#!.*\n/.exec(code)?.[0] ?? "";
  const require = 'const require=process.getBuiltinModule("node:module").createRequire(import.meta.url);';
  return `${shebang}${require}${code.slice(shebang.length)}`;
}
