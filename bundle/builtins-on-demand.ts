import type { Plugin } from "rolldown";
import { parseSync } from "rolldown/utils";
import { replaceParts } from "./replace-parts.js";

type StaticImport = ReturnType<typeof parseSync>["module"]["staticImports"][number];

/** Of these only functions are used, now and then: they are looked up with each call. */
const LATE = new Set(["node:crypto", "node:zlib"]);

/**
 * Takes Node's own modules without `import`: that reads every export once, and with them loads what few programs need
 * (`node:http` its fetch, `node:process` its threads, `node:fs` its streams): 25 ms of every start.
 */
export const builtinsOnDemand: Plugin = {
  name: "builtins-on-demand",
  renderChunk(code, { fileName }) {
    return { code: takeBuiltins(code, fileName) };
  },
};

/** A finished chunk without its imports of `node:…`. Reads its syntax, so that text which looks like an import stays. */
export function takeBuiltins(code: string, fileName = "chunk.js"): string {
  const { module, errors } = parseSync(fileName, code);
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0]?.message}`);
  const statics = module.staticImports
    .filter(({ moduleRequest, entries }) => isBuiltin(moduleRequest.value) && entries.length > 0)
    .map((statement) => ({ start: statement.start, end: statement.end, text: taken(statement) }));
  const dynamics = module.dynamicImports.flatMap(({ start, end, moduleRequest }) => {
    const name = /^(["'`])(node:[\w/]+)\1$/.exec(code.slice(moduleRequest.start, moduleRequest.end))?.[2];
    return name === undefined ? [] : [{ start, end, text: promised(name) }];
  });
  return replaceParts(code, [...statics, ...dynamics]);
}

function taken({ moduleRequest, entries }: StaticImport): string {
  const name = moduleRequest.value;
  const isLate = LATE.has(name) && entries.every(({ importName }) => importName.kind === "Name");
  return entries.map((entry) => (isLate ? calledLate(entry, name) : constant(entry, name))).join("");
}

function constant({ importName, localName }: StaticImport["entries"][number], name: string): string {
  // The default export of Node's modules is the module.
  const isWhole = importName.kind !== "Name" || importName.name === "default";
  return `const ${localName.value}=${builtin(name)}${isWhole ? "" : `.${importName.name}`};`;
}

function calledLate({ importName, localName }: StaticImport["entries"][number], name: string): string {
  return `const ${localName.value}=(...a)=>${builtin(name)}.${importName.name}(...a);`;
}

/** Named exports come through the prototype, so that none is read before it is used. */
function promised(name: string): string {
  return `Promise.resolve({__proto__:${builtin(name)},default:${builtin(name)}})`;
}

function builtin(name: string): string {
  return `process.getBuiltinModule("${name}")`;
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:");
}
