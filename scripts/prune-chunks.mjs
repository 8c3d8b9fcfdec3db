// `node scripts/prune-chunks.mjs [FOLDER ENTRY]`, default: all bundles of this repository. Removes chunks of earlier builds: turbo restores
// its cache next to existing files, and all of `dist` is published.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const BUNDLES = [
  ["apps/cli/dist", "codex.js"],
  ["packages/sdk/dist", "index.js"],
];
/** The names that rolldown gives, with a hash of eight letters. */
const CHUNK = /[\w.-]+-[\w-]{8}\.c?js\b/g;

/** Removes the chunks that the entry does not reach, and their compiled code. */
function pruneChunks(folder, entry) {
  const files = new Set(readdirSync(folder));
  const reached = new Set([entry]);
  for (const name of reached) {
    const named = readFileSync(path.join(folder, name), "utf8").match(CHUNK) ?? [];
    for (const chunk of named) if (files.has(chunk)) reached.add(chunk);
  }
  const left = [...files].filter((name) => name.match(CHUNK)?.[0] === name && !reached.has(name));
  for (const name of left) rmSync(path.join(folder, name));
  removeCompiled(path.join(folder, "compiled"), new Set(left));
}

function removeCompiled(folder, left) {
  for (const entry of entriesOf(folder)) {
    if (entry.isFile() && left.has(path.basename(entry.name, ".bin"))) rmSync(path.join(entry.parentPath, entry.name));
  }
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}

const [givenFolder, givenEntry] = process.argv.slice(2);
for (const [folder, entry] of givenFolder ? [[givenFolder, givenEntry]] : BUNDLES) {
  pruneChunks(path.resolve(root, folder), entry);
}
