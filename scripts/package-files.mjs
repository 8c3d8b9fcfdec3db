// `npm run package-files`: gives every package the files and manifest fields that all have; with `--check` only reports missing ones. A new
// package needs a package.json with a name, description and exports, and a README.md; the rest is written.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const project = readJson("package.json");
const home = project.repository.url.replace(/^git\+|\.git$/g, "");
const tsconfig = { extends: "../../tsconfig.json", include: ["src", "test"], exclude: ["dist"] };

if (import.meta.main) {
  const faults = packageFiles({ isCheck: process.argv.includes("--check") });
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** Writes what is missing, or only reports it with `isCheck`. Returns what is still missing. */
export function packageFiles({ isCheck }) {
  const folders = ["packages", "apps"].flatMap((group) =>
    readdirSync(path.join(root, group)).map((name) => `${group}/${name}`),
  );
  return folders
    .filter((folder) => existsSync(path.join(root, folder, "package.json")))
    .flatMap((folder) => standardize(folder, isCheck));
}

function standardize(folder, isCheck) {
  const manifest = readJson(`${folder}/package.json`);
  const files = [
    [`${folder}/package.json`, written(standardManifest(folder, manifest))],
    [`${folder}/tsconfig.json`, written(tsconfig)],
    ...(manifest.private ? [] : [[`${folder}/LICENSE`, readFileSync(path.join(root, "LICENSE"), "utf8")]]),
  ];
  const readme = `${folder}/README.md`;
  return [
    ...files
      .filter(([file, content]) => !settle(file, content, isCheck))
      .map(([file]) => `${file}: npm run package-files`),
    ...(manifest.private || existsSync(path.join(root, readme)) ? [] : [`${readme}: write one`]),
  ];
}

/** The manifest with the common fields; the package's own fields and their order are kept. */
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

/** Whether the file has the right content; without `isCheck` it is written. */
function settle(file, content, isCheck) {
  const full = path.join(root, file);
  if (existsSync(full) && isSame(file, readFileSync(full, "utf8"), content)) return true;
  if (!isCheck) writeFileSync(full, content);
  return !isCheck;
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
