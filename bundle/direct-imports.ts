import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";
import { type ESTree, parseSync, Visitor } from "rolldown/utils";
import { type Replacement, replaceParts } from "./replace-parts.js";

const PACKAGES = fileURLToPath(new URL("../packages", import.meta.url));
const SOURCE = /[\\/](?:packages|apps)[\\/][^\\/]+[\\/]src[\\/].*\.tsx?$/;
const PACKAGE = /^@codex\/[\w-]+$/;

/** A name that a module imports from a package, and its local name. */
interface Name {
  readonly imported: string;
  readonly local: string;
}

/**
 * Redirects imports from one of our packages to the modules that export the names. Through the package's index, every command would load
 * all modules of the package that any command uses.
 */
export const directImports: Plugin = {
  name: "direct-imports",
  resolveId: {
    filter: { id: /^picked:/ },
    handler: (id) => `\0${id}`,
  },
  load: {
    filter: { id: [SOURCE, /^\0picked:/] },
    async handler(id) {
      if (id.startsWith("\0")) {
        const [, packageName = "", names = ""] = id.split(":");
        const picked = names.split(",").map((name) => ({ imported: name, local: name }));
        return { code: fromModules("export", picked, packageName), moduleType: "ts", moduleSideEffects: false };
      }
      return { code: importDirectly(await readFile(id, "utf8"), id), moduleType: id.endsWith("x") ? "tsx" : "ts" };
    },
  },
};

/** A source whose imports from our packages name the modules. Parses the syntax, so that text that looks like an import is unchanged. */
export function importDirectly(code: string, fileName: string): string {
  const { module, program, errors } = parseSync(fileName, code);
  // The bundler reports syntax errors better.
  if (errors.length > 0) return code;
  const replacements: Replacement[] = [];
  for (const { start, end, moduleRequest, entries } of module.staticImports) {
    const values = entries.filter(({ isType }) => !isType);
    const isNamed = entries.length > 0 && values.every(({ importName }) => importName.kind === "Name");
    if (!PACKAGE.test(moduleRequest.value) || !isNamed) continue;
    const names = values.map(({ importName, localName }) => ({
      imported: importName.name ?? "",
      local: localName.value,
    }));
    replacements.push({ start, end, text: fromModules("import", names, moduleRequest.value) });
  }
  for (const [call, names] of packagesAwaited(program)) {
    if (names === undefined)
      throw new Error(`${fileName}: ${code.slice(call.start, call.end)} loads all of the package`);
    replacements.push({ ...span(call), text: `import("picked:${packageOf(call)}:${names.join()}")` });
  }
  return replaceParts(code, replacements);
}

/** Each `import()` of one of our packages, with the names that are used of it right away. */
function packagesAwaited(program: ESTree.Program): Map<ESTree.ImportExpression, readonly string[] | undefined> {
  const found = new Map<ESTree.ImportExpression, readonly string[] | undefined>();
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (init?.type !== "AwaitExpression") return;
      for (const { pattern, value } of awaited(id, init.argument)) {
        if (value?.type === "ImportExpression" && packageOf(value) !== undefined) found.set(value, namesOf(pattern));
      }
    },
    ImportExpression(call) {
      if (packageOf(call) !== undefined && !found.has(call)) found.set(call, undefined);
    },
  }).visit(program);
  return found;
}

interface Awaited {
  readonly pattern: ESTree.Node | null | undefined;
  readonly value: ESTree.Node | null | undefined;
}

/** The names that a declaration takes from what it awaits: one promise, or each of `Promise.all([…])`. */
function awaited(id: ESTree.BindingPattern, value: ESTree.Expression): Awaited[] {
  const list = value.type === "CallExpression" ? value.arguments[0] : undefined;
  if (id.type !== "ArrayPattern" || list?.type !== "ArrayExpression") return [{ pattern: id, value }];
  return list.elements.map((element, index) => ({ pattern: id.elements[index], value: element }));
}

function packageOf({ source }: ESTree.ImportExpression): string | undefined {
  const name = source.type === "Literal" ? String(source.value) : "";
  return PACKAGE.test(name) ? name : undefined;
}

/** The keys of `{ a, b: c }`. */
function namesOf(pattern: Awaited["pattern"]): string[] | undefined {
  if (pattern?.type !== "ObjectPattern") return undefined;
  const keys = pattern.properties.map((property) => (property.type === "Property" ? property.key : undefined));
  const names = keys.flatMap((key) => (key?.type === "Identifier" ? [key.name] : []));
  return names.length === keys.length ? names : undefined;
}

function span({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end };
}

/** `import { a } from …; import { b } from …;`, on one line. */
function fromModules(keyword: "import" | "export", names: readonly Name[], packageName: string): string {
  const modules = modulesOf(packageName);
  return names
    .map(({ imported, local }) => {
      const specifier = imported === local ? imported : `${imported} as ${local}`;
      return `${keyword} { ${specifier} } from "${modules.get(imported)}";`;
    })
    .join(" ");
}

const cache = new Map<string, ReadonlyMap<string, string>>();

/** The file of each name that the package's index exports. */
function modulesOf(packageName: string): ReadonlyMap<string, string> {
  const known = cache.get(packageName);
  if (known !== undefined) return known;
  const source = `${PACKAGES}/${packageName.replace("@codex/", "")}/src`;
  const { module } = parseSync("index.ts", readFileSync(`${source}/index.ts`, "utf8"));
  const modules = new Map<string, string>();
  for (const { moduleRequest, exportName, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    const file = moduleRequest?.value.replace(/^\.\/(.*)\.js$/, "$1.ts");
    if (file !== undefined && exportName.name !== null && !isType) modules.set(exportName.name, `${source}/${file}`);
  }
  cache.set(packageName, modules);
  return modules;
}
