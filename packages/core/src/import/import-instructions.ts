import path from "node:path";
import type { FoundImport } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { isThere, readSource, writeTarget } from "./place-files.js";

/** The first instructions file that exists, copied unchanged if there is no AGENTS.md. */
export async function findInstructions(place: ImportPlace): Promise<FoundImport | undefined> {
  const target = place.instructionsFile;
  if (await isThere(target)) return undefined;
  const names = place.repository === undefined ? [".claude/CLAUDE.md"] : ["CLAUDE.md", ".claude/CLAUDE.md"];
  for (const name of names) {
    const text = await readSource(place, name);
    if (text === undefined || text.trim() === "") continue;
    const entries = [{ source: path.join(place.source, name), target }];
    return { kind: "instructions", entries, write: () => writeTarget(place, target, text) };
  }
  return undefined;
}
