import path from "node:path";
import type { SkillSwitch } from "../config/config.js";
import { readSmallFile } from "../files/read-small-file.js";
import { findSkillFiles } from "./find-skill-files.js";
import { readFrontMatter } from "./front-matter.js";
import type { Skill, SkillFault, SkillList, SkillScope } from "./skill.js";
import { readSkillMetadata } from "./skill-metadata.js";
import { type SkillPlaces, skillRoots } from "./skill-roots.js";

export const MAX_SKILL_BYTES = 1024 * 1024;

const SCOPES: readonly SkillScope[] = ["repo", "user", "system", "admin"];

/** How many skills are read at the same time. */
const AT_ONCE = 16;

/** All skills that a thread may use, and files that look like skills but are invalid. Reads the disk on every call. */
export async function listSkills(places: SkillPlaces, switches: readonly SkillSwitch[] = []): Promise<SkillList> {
  const skills: Skill[] = [];
  const faults: SkillFault[] = [];
  const files = [...(await scopesOfFiles(places))];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    for (const skill of await Promise.all(some.map(([file, scope]) => readSkill(file, scope, switches)))) {
      if ("message" in skill) faults.push(skill);
      else skills.push(skill);
    }
  }
  return { skills: skills.sort(byScopeAndName), faults };
}

/** Every skill file that the roots lead to, with the scope of the first root that leads to it. */
async function scopesOfFiles(places: SkillPlaces): Promise<Map<string, SkillScope>> {
  const found = await Promise.all(
    skillRoots(places).map(async ({ folder, scope }) => ({ scope, files: await findSkillFiles(folder) })),
  );
  const scopes = new Map<string, SkillScope>();
  for (const { scope, files } of found) {
    for (const file of files) if (!scopes.has(file)) scopes.set(file, scope);
  }
  return scopes;
}

async function readSkill(
  file: string,
  scope: SkillScope,
  switches: readonly SkillSwitch[],
): Promise<Skill | SkillFault> {
  const text = await readSmallFile(file, MAX_SKILL_BYTES);
  if (text === undefined)
    return { path: file, message: `it is not a readable file of at most ${MAX_SKILL_BYTES} bytes` };
  const front = await readFrontMatter(text);
  if (!front.ok) return { path: file, message: front.message };
  const folder = path.dirname(file);
  const name = front.name ?? path.basename(folder);
  const chosen = switches.findLast((entry) => (entry.path === undefined ? entry.name === name : entry.path === file));
  return {
    name,
    description: front.description,
    shortDescription: front.shortDescription,
    path: file,
    scope,
    enabled: chosen?.enabled ?? true,
    ...(await readSkillMetadata(folder)),
  };
}

function byScopeAndName(left: Skill, right: Skill): number {
  return (
    SCOPES.indexOf(left.scope) - SCOPES.indexOf(right.scope) ||
    compare(left.name, right.name) ||
    compare(left.path, right.path)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
