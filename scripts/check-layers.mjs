// Checks the code against the table of allowed imports (layers.json, explained in docs/architecture.md), and against a few rules that our
// linter cannot check, such as the files that every package must have (package-files.mjs). Prints every violation; exit status 1 if there
// is one.
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { packageFiles } from "./package-files.mjs";
import { root } from "./run.mjs";

const { packages: layers, floors } = JSON.parse(readFileSync(path.join(root, "scripts/layers.json"), "utf8"));
const faults = [];

for (const folder of ["packages", "apps"]) {
  for (const name of readdirSync(path.join(root, folder))) {
    if (existsSync(path.join(root, folder, name, "package.json"))) checkPackage(folder, name);
  }
}
for (const [name, folders] of Object.entries(floors)) checkFloors(name, folders);
faults.push(...packageFiles({ isCheck: true }));
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? "layers: every import is in the table" : `layers: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function checkPackage(folder, name) {
  const directory = path.join(root, folder, name);
  const manifest = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"));
  const allowed = folder === "apps" ? undefined : layers[name];
  if (folder === "packages" && allowed === undefined) {
    faults.push(`packages/${name}: not in scripts/layers.json`);
    return;
  }
  const declared = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
  for (const dependency of allowed ? codexNames(Object.keys(declared)) : []) {
    if (!allowed.includes(dependency))
      faults.push(`packages/${name}/package.json: may not depend on @codex/${dependency}`);
  }
  const everything = { ...declared, ...manifest.devDependencies };
  for (const file of globSync("{src,test}/**/*.ts", { cwd: directory })) {
    const isTest = /\.test\.ts$|^test\//.test(file);
    checkFile(path.join(folder, name, file), { allowed, everything, isTest, own: manifest.name });
  }
}

function checkFile(file, { allowed, everything, isTest, own }) {
  const source = readFileSync(path.join(root, file), "utf8");
  for (const [, specifier] of source.matchAll(
    /^\s*(?:import|export)\b[^;"]*?"(@codex\/[^"]+)"|import\("(@codex\/[^"]+)"\)/gm,
  )) {
    if (specifier && specifier !== own) checkCodexImport(file, specifier, { allowed, everything, isTest });
  }
  if (isTest || allowed === undefined || file.startsWith("packages/test-support")) return;
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "").replace(/`[^`]*`|"[^"\n]*"/g, '""');
  // A worker thread with its own entry file is a program, like the apps.
  if (!file.endsWith("-worker.ts") && /(?<![.\w])process\./.test(code))
    faults.push(`${file}: library code may not touch process.*: take it as a parameter`);
  const lines = source.split("\n").length;
  if (lines > 400 && !/max-lines: .+/.test(source)) {
    faults.push(`${file}: ${lines} lines; split it, or say why in a "max-lines: reason" comment`);
  }
}

function checkCodexImport(file, specifier, { allowed, everything, isTest }) {
  const scoped = specifier.split("/")[1];
  if (/^@codex\/[^/]+\/(src|dist)/.test(specifier))
    faults.push(`${file}: imports the inside of a package (${specifier})`);
  if (isTest) return;
  if (scoped === "test-support") faults.push(`${file}: only tests may import @codex/test-support`);
  else if (allowed && !allowed.includes(scoped)) faults.push(`${file}: may not import ${specifier}`);
  else if (!(`@codex/${scoped}` in everything))
    faults.push(`${file}: imports ${specifier}, which its package.json does not name`);
}

/** The layers within a package, from the bottom up: files may import from their own layer and those below. */
function checkFloors(name, folders) {
  const source = path.join(root, "packages", name, "src");
  const floorOf = (file) => folders.indexOf(file.split("/")[0]);
  for (const file of globSync("*/**/*.ts", { cwd: source })) {
    if (file.endsWith(".test.ts")) continue;
    if (floorOf(file) < 0) faults.push(`packages/${name}/src/${file}: its folder has no floor in scripts/layers.json`);
    const text = readFileSync(path.join(source, file), "utf8");
    for (const [, specifier] of text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)"(\.[^"]+)"/g)) {
      const target = path.posix.join(path.posix.dirname(file), specifier);
      if (target.includes("/") && floorOf(target) > floorOf(file))
        faults.push(`packages/${name}/src/${file}: imports ${specifier} from a floor above its own`);
    }
  }
}

function codexNames(names) {
  return names.filter((name) => name.startsWith("@codex/")).map((name) => name.slice("@codex/".length));
}
