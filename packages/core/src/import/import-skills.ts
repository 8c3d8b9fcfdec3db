import path from "node:path";
import { type FoundImport, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { copyFolder, isThere, sourceNames } from "./place-files.js";

const FOLDER = ".claude/skills";

/** Skill folders with everything in them: the format is the same. */
export async function findSkills(place: ImportPlace): Promise<FoundImport | undefined> {
  const names: string[] = [];
  for (const name of await sourceNames(place, FOLDER, "folders")) {
    if (!(await isThere(path.join(place.skillsFolder, name)))) names.push(name);
  }
  if (names.length === 0) return undefined;
  return {
    kind: "skills",
    entries: namedEntries(names),
    async write(entries) {
      for (const { source } of entries) {
        await copyFolder(place, path.join(FOLDER, source), path.join(place.skillsFolder, source));
      }
    },
  };
}
