// `npm run package-files`: gives every package the files and manifest fields that all have; with `--check` only says which
// are missing. A new package needs its package.json with a name, description and exports, and a README.md; the rest is written.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const isCheck = process.argv.includes("--check");
const project = readJson("package.json");
const home = project.repository.url.replace(/^git\+|\.git$/g, "");
const faults = [];
const tsconfig = { extends: "../../tsconfig.json", include: ["src", "test"], exclude: ["dist"] };

for (const group of ["packages", "apps"]) {
  for (const name of readdirSync(path.join(root, group))) {
    const folder = `${group}/${name}`;
    if (existsSync(path.join(root, folder, "package.json"))) standardize(folder);
  }
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) console.error("npm run package-files writes what can be written");
process.exitCode = faults.length === 0 ? 0 : 1;

function standardize(folder) {
  const manifest = readJson(`${folder}/package.json`);
  settle(`${folder}/package.json`, written(standardManifest(folder, manifest)));
  settle(`${folder}/tsconfig.json`, written(tsconfig));
  if (manifest.private) return;
  settle(`${folder}/LICENSE`, readFileSync(path.join(root, "LICENSE"), "utf8"));
  if (!existsSync(path.join(root, folder, "README.md"))) faults.push(`${folder}/README.md: write one`);
}

/** The manifest with what is the same in all; what a package says otherwise, and the order in which it does, stays. */
function standardManifest(folder, manifest) {
  const scripts = { ...manifest.scripts, types: "tsc -p tsconfig.json", test: "node ../../scripts/test-package.mjs" };
  if (manifest.private) return { ...manifest, scripts };
  const { name, version, description } = manifest;
  return {
    ...{ name, version, description, keywords: keywordsOf(folder) },
    ...manifest,
    license: project.license,
    homepage: `${home}/tree/main/${folder}#readme`,
    bugs: `${home}/issues`,
    repository: { ...project.repository, directory: folder },
    scripts,
  };
}

function keywordsOf(folder) {
  return [...new Set(["codex", "coding-agent", ...path.basename(folder).split("-")])];
}

/** Writes a file whose content is not what it should be; with `--check` names it. */
function settle(file, content) {
  const full = path.join(root, file);
  if (existsSync(full) && isSame(file, readFileSync(full, "utf8"), content)) return;
  if (isCheck) faults.push(`${file}: not the standard one`);
  else writeFileSync(full, content);
}

/** The order of fields and their formatting are free. */
function isSame(file, left, right) {
  if (!file.endsWith(".json")) return left === right;
  return canonical(JSON.parse(left)) === canonical(JSON.parse(right));
}

function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function readJson(file) {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

function written(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
