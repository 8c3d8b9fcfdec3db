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

/** All skills that a thread may use, and files that look like skills but are invalid. Reads the disk on every call. */
export async function listSkills(places: SkillPlaces, switches: readonly SkillSwitch[] = []): Promise<SkillList> {
  const skills = new Map<string, Skill>();
  const faults: SkillFault[] = [];
  const roots = skillRoots(places);
  const found = await Promise.all(
    roots.map(async ({ folder, scope }) => ({ scope, files: await findSkillFiles(folder) })),
  );
  for (const { scope, files } of found) {
    for (const file of files) {
      if (skills.has(file) || faults.some((fault) => fault.path === file)) continue;
      const skill = await readSkill(file, scope, switches);
      if ("message" in skill) faults.push(skill);
      else skills.set(file, skill);
    }
  }
  return { skills: [...skills.values()].sort(byScopeAndName), faults };
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
