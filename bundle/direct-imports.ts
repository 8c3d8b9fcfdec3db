import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";

const PACKAGES = fileURLToPath(new URL("../packages", import.meta.url));
const SOURCE = /[\\/](?:packages|apps)[\\/][^\\/]+[\\/]src[\\/].*\.ts$/;
const NAMED_IMPORT = /^import \{([^}]*)\} from "(@codex\/[\w-]+)";$/gm;
const LAZY_NAMED_IMPORT = /(?<=\{([^{}]*)\} = await )import\("(@codex\/[\w-]+)"\)/g;
const EXPORT_FROM = /^export \{([^}]*)\} from "\.\/([\w/-]+)\.js";$/gm;

/**
 * Leads imports from one of our packages to the modules that export the names. Through the package's index every command
 * would load all modules of the package that any command uses.
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
        const code = fromModules("export", names.replace(/ as \w+/g, ""), packageName);
        return { code, moduleType: "ts", moduleSideEffects: false };
      }
      const code = (await readFile(id, "utf8"))
        .replace(NAMED_IMPORT, (_, names: string, name: string) => fromModules("import", names, name))
        .replace(
          LAZY_NAMED_IMPORT,
          (_, names: string, name: string) => `import("picked:${name}:${specifiers(names)}")`,
        );
      return { code, moduleType: "ts" };
    },
  },
};

/** `import { a } from …; import { b } from …;`, on one line. */
function fromModules(keyword: "import" | "export", names: string, packageName: string): string {
  const modules = modulesOf(packageName);
  return specifiers(names)
    .map((specifier) => `${keyword} { ${specifier} } from "${modules.get(specifier.split(" as ")[0] ?? "")}";`)
    .join(" ");
}

/** Without those that are only types. In patterns names are changed by a colon. */
function specifiers(names: string): string[] {
  const all = names.split(",").map((name) => name.trim().replace(/\s*:\s*/, " as "));
  return all.filter((name) => name !== "" && !name.startsWith("type "));
}

const cache = new Map<string, ReadonlyMap<string, string>>();

/** Which file each name comes from that the package's index exports. */
function modulesOf(packageName: string): ReadonlyMap<string, string> {
  const known = cache.get(packageName);
  if (known !== undefined) return known;
  const source = `${PACKAGES}/${packageName.replace("@codex/", "")}/src`;
  const modules = new Map<string, string>();
  for (const [, names = "", file] of readFileSync(`${source}/index.ts`, "utf8").matchAll(EXPORT_FROM)) {
    for (const name of specifiers(names)) modules.set(name, `${source}/${file}.ts`);
  }
  cache.set(packageName, modules);
  return modules;
}
