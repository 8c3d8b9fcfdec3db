import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./support/built-codex.js";

const read = (file: string): string => readFileSync(path.join(repositoryRoot, file), "utf8");
const files = execFileSync("git", ["ls-files"], { cwd: repositoryRoot, encoding: "utf8" }).split("\n");

/** Every file and folder, from the root on and from each folder on. */
const places = new Set<string>();
for (const file of files) {
  const parts = file.split("/");
  for (let end = 1; end <= parts.length; end++)
    for (let start = 0; start < end; start++) places.add(parts.slice(start, end).join("/"));
}

/** What a page names as a file or folder of this repository: in code, and in the first column of its drawing. */
function placesIn(page: string): string[] {
  const text = read(page);
  const named = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(([, name = ""]) => name);
  const drawn = [...text.matchAll(/^ *(?:@codex\/\S+ )?([\w/-]+\.ts) /gm)].map(([, name = ""]) => name);
  const isPlace = (name: string) => name.includes("/") || /\.(?:ts|mjs|json|md)$/.test(name);
  return [...named, ...drawn].filter((name) => isPlace(name) && !/NAME|^dist\//.test(name));
}

test.each(["AGENTS.md", "docs/architecture.md"])("%s names files and folders that exist", (page) => {
  const named = placesIn(page);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !places.has(name.replace(/\/$/, "")))).toEqual([]);
});

test("docs/architecture.md says what each folder of the engine does", () => {
  const { floors } = JSON.parse(read("scripts/layers.json"));
  const rows = [...read("docs/architecture.md").matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| .+ \|$/gm)];
  const described = rows.flatMap(([, names = ""]) => names.split(", ").map((name) => name.replaceAll("`", "")));
  expect(described.toSorted()).toEqual(floors.core.toSorted());
});

test("docs/architecture.md says which package may import which, as scripts/layers.json does", () => {
  const { packages } = JSON.parse(read("scripts/layers.json"));
  const rows = [...read("docs/architecture.md").matchAll(/^\| ([a-z][^|]*) \| ([^|]+) \|$/gm)];
  const documented = rows.flatMap(([, names = "", imports = ""]) => {
    const allowed = imports === "–" ? [] : imports.split(", ");
    return names.split(", ").map((name) => [name.replace(/ \(.*\)$/, ""), allowed] as const);
  });
  const known = documented.filter(([name]) => name !== "package" && name !== "apps/*");
  expect(Object.fromEntries(known.map(([name, allowed]) => [name, allowed.toSorted()]))).toEqual(
    Object.fromEntries(Object.entries<string[]>(packages).map(([name, allowed]) => [name, allowed.toSorted()])),
  );
});
