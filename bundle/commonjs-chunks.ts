import type { Plugin } from "rolldown";
import { parseSync } from "rolldown/utils";
import { importsItself } from "./imports-itself.js";
import { lateFunction, withLateFunction } from "./late-function.js";
import { exportedFunctions, type LateName, lateNames } from "./late-names.js";
import { type Replacement, replaceParts } from "./replace-parts.js";
import type { ComesLate, Late } from "./start-chunks.js";

/** When a late chunk is loaded at the latest, in milliseconds: an update may remove its file while the process is running. */
const AT_LATEST_MS = 10_000;

type Parsed = ReturnType<typeof parseSync>;
type StaticImport = Parsed["module"]["staticImports"][number];
type Statement = Parsed["program"]["body"][number];

/** The name of the value of `export default …`. */
const DEFAULT = "defaultExport";

/** Within functions, modules use names that CommonJS reserves. */
const HEAD = "const requireChunk=require,chunkFile=__filename,chunkFolder=__dirname;";

const STRICT = '"use strict";';

/**
 * Turns all chunks into CommonJS modules: only these can bring along V8's compiled code (`compiled-code.ts` of the command), and an ES
 * module as entry takes 2 MiB more for its loader. Runs after `builtinsOnDemand`, so that only imports of other chunks are left. If
 * `comesLate` says so for the names of two chunks, the first loads the second when it first calls a function of it.
 */
export function commonJsChunks(comesLate: ComesLate): Plugin {
  const functions = new Map<string, ReadonlySet<string>>();
  const late: LateName[] = [];
  return {
    name: "commonjs-chunks",
    renderChunk(code, { fileName, name }, _, { chunks }) {
      const chunkName = (file: string) => chunks[file]?.name ?? "";
      const lateness = (specifier: string) => comesLate(name, chunkName(specifier.replace("./", "")));
      functions.set(`./${fileName}`, exportedFunctions(code));
      late.push(...lateNames(code, (specifier) => lateness(specifier) !== undefined));
      const importsOf = (file: string) =>
        (chunks[file]?.imports ?? []).filter(
          (imported) => comesLate(chunkName(file), chunkName(imported)) === undefined,
        );
      return { code: asCommonJs(code, { fileName, lateness, isInCycle: importsItself(fileName, importsOf) }) };
    },
    generateBundle(_, bundle) {
      const values = late.filter(({ specifier, exported }) => !functions.get(specifier)?.has(exported));
      if (values.length > 0)
        throw new Error(`no functions, so they cannot come late: ${values.map(({ local }) => local)}`);
      // Overrides the module type of the package around it.
      this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "commonjs" }\n' });
      // At this late point because the minifier treats the code as a module, which needs no such directive.
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk") chunk.code = afterShebang(chunk.code, STRICT);
      }
    },
  };
}

export interface ChunkOptions {
  readonly fileName?: string;
  readonly lateness?: (specifier: string) => Late | undefined;
  /** Whether its imports import it in turn. */
  readonly isInCycle?: boolean;
}

/** A finished chunk as CommonJS. */
export function asCommonJs(
  code: string,
  { fileName = "chunk.js", lateness = () => undefined, isInCycle = false }: ChunkOptions = {},
): string {
  const { module, program } = parsed(code, fileName);
  const exported = program.body.flatMap(exportedNames);
  const imports = module.staticImports.map((statement) => ({
    ...span(statement),
    text: requiredWhen(lateness(statement.moduleRequest.value), statement),
  }));
  const metas = module.importMetas.map(({ start, end }) => metaValue(code, { start, end }, fileName));
  const rest = [...program.body.flatMap(unexported), ...lazyImports(code, { module }), ...metas];
  const body = withLateFunction(replaceParts(code, [...imports, ...rest]));
  if (exported.length === 0) return afterShebang(body, HEAD);
  if (isInCycle) return afterShebang(body, `${HEAD}module.exports={${exported.map(asGetter).join()}};`);
  // A getter for each takes longer than all else at the top level of a start's chunks.
  const variables = new Set(program.body.flatMap(variableNames));
  const values = exported.map((one) => (variables.has(one.local) ? asGetter(one) : `${one.name}:${one.local}`));
  return `${afterShebang(body, HEAD)}\nmodule.exports={${values.join()}};`;
}

/** Inserts text before the code, but after the hashbang line. */
function afterShebang(code: string, text: string): string {
  const shebang = /^#!.*\n/.exec(code)?.[0] ?? "";
  return shebang + text + code.slice(shebang.length);
}

function parsed(code: string, fileName: string): Parsed {
  const result = parseSync("chunk.mjs", code);
  if (result.errors.length > 0) throw new Error(`${fileName}: ${result.errors[0]?.message}`);
  return result;
}

interface Exported {
  readonly name: string;
  /** Its name in the chunk. */
  readonly local: string;
}

function exportedNames(statement: Statement): Exported[] {
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return statement.specifiers.map(({ local, exported }) => ({ name: nameOf(exported), local: nameOf(local) }));
    case "ExportDefaultDeclaration":
      return [{ name: "default", local: DEFAULT }];
    default:
      return [];
  }
}

/** Those that may change after their declaration. */
function variableNames(statement: Statement): string[] {
  if (statement.type !== "VariableDeclaration" || statement.kind === "const") return [];
  return statement.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" && (statement.kind === "let" || init === null) ? [id.name] : [],
  );
}

const asGetter = ({ name, local }: Exported): string => `get ${name}(){return ${local}}`;

/** Removes `export {…}`; of `export default …` the value is kept. */
function unexported(statement: Statement): Replacement[] {
  const { start } = statement;
  switch (statement.type) {
    case "ExportNamedDeclaration":
      if (statement.declaration !== null || statement.source !== null) throw new Error("a chunk exports at its end");
      return [{ start, end: statement.end, text: "" }];
    case "ExportDefaultDeclaration":
      return [{ start, end: statement.declaration.start, text: `const ${DEFAULT}=` }];
    case "ExportAllDeclaration":
      throw new Error("a chunk exports by name");
    default:
      return [];
  }
}

function required({ moduleRequest, entries }: StaticImport): string {
  if (!moduleRequest.value.startsWith("./")) throw new Error(`${moduleRequest.value} is loaded by import() only`);
  const names = entries.map(({ importName, localName }) => `${importName.name ?? "default"}:${localName.value}`);
  if (entries.some(({ importName }) => importName.kind === "NamespaceObject"))
    throw new Error("a chunk imports by name");
  const chunk = `requireChunk("${moduleRequest.value}");`;
  return names.length === 0 ? chunk : `const {${names.join()}}=${chunk}`;
}

function requiredWhen(late: Late | undefined, statement: StaticImport): string {
  return late === undefined ? required(statement) : requiredLate(late, statement);
}

function requiredLate(late: Late, { moduleRequest, entries }: StaticImport): string {
  const chunk = `requireChunk("${moduleRequest.value}")`;
  const functions = entries.map(({ importName, localName }) => {
    const taken = `${chunk}[${JSON.stringify(importName.name ?? "default")}]`;
    return `const ${localName.value}=${lateFunction(taken)};`;
  });
  const atLatest =
    late === "at-start" ? "" : `globalThis.setTimeout(()=>{try{${chunk}}catch{}},${AT_LATEST_MS}).unref();`;
  return `${functions.join("")}${atLatest}`;
}

const META: ReadonlyMap<string, string> = new Map([
  [".url", 'process.getBuiltinModule("node:url").pathToFileURL(chunkFile).href'],
  [".dirname", "chunkFolder"],
]);

/** What a module creates to load CommonJS modules with. */
const [CREATE_REQUIRE, OF_MODULE] = ["createRequire(", ".url)"];

function metaValue(code: string, { start, end }: Pick<Replacement, "start" | "end">, fileName: string): Replacement {
  if (code.slice(0, start).endsWith(CREATE_REQUIRE) && code.startsWith(OF_MODULE, end))
    return { start: start - CREATE_REQUIRE.length, end: end + OF_MODULE.length, text: "requireChunk" };
  const [name = "", text] = [...META].find(([property]) => code.startsWith(property, end)) ?? [];
  if (text === undefined)
    throw new Error(`${fileName}: of import.meta there are only ${[...META.keys()].join(" and ")}`);
  return { start, end: end + name.length, text };
}

function lazyImports(code: string, { module }: Pick<Parsed, "module">): Replacement[] {
  return module.dynamicImports.map(({ start, end, moduleRequest }) => {
    const name = /^(["'`])((?:(?!\$\{)[^"'`])*)\1$/.exec(code.slice(moduleRequest.start, moduleRequest.end))?.[2];
    if (name === undefined) throw new Error(`${code.slice(start, end)}: which module this is has to be known`);
    const found = `requireChunk("${name}")`;
    // The default export of a package is the whole package, as with import().
    const exported = name.startsWith("./") ? found : `({__proto__:${found},default:${found}})`;
    return { start, end, text: `Promise.resolve().then(()=>${exported})` };
  });
}

function nameOf(name: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return String(name.name ?? name.value);
}

function span({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end };
}
