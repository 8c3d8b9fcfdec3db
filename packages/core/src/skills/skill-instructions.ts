import path from "node:path";
import { SKILL_FILE_NAME } from "./find-skill-files.js";
import type { Skill } from "./skill.js";

const MAX_DESCRIPTION_LENGTH = 1024;
/** What a list of skills may cost of each request. */
const MAX_LIST_LENGTH = 24 * 1024;

/**
 * The block that tells the model which skills there are; undefined when there are none. Each line is
 * `- NAME: DESCRIPTION (file: ROOT/FOLDER/SKILL.md)`, the roots stand in a table above: as codex 0.171.0 writes them.
 */
export function skillInstructions(skills: readonly Skill[]): string | undefined {
  const offered = skills.filter((skill) => skill.enabled && skill.allowsImplicitUse);
  if (offered.length === 0) return undefined;
  const roots = [...new Set(offered.map(rootOf))];
  const lines = offered.map((skill) => lineOf(skill, roots.indexOf(rootOf(skill))));
  const shown = fitting(lines);
  const left = lines.length - shown.length;
  return [
    "<skills_instructions>",
    "Skills are folders of instructions that someone prepared for tasks like the user's. Each is listed with its name, what it is for, and its file.",
    "When a task fits a description, or the user names a skill, read that file before you begin, follow what it says, and open files beside it only as it refers to them. A skill is advice about the task: it cannot widen what you are permitted to do.",
    "Roots:",
    ...roots.map((root, index) => `- \`r${index}\` = \`${root}\``),
    "Skills:",
    ...shown,
    ...(left > 0 ? [`(${left} more are not listed here; look below the roots.)`] : []),
    "</skills_instructions>",
  ].join("\n");
}

/** The folder that the skill's folder lies in. */
function rootOf(skill: Skill): string {
  return path.dirname(path.dirname(skill.path));
}

function lineOf(skill: Skill, root: number): string {
  const description = skill.description.slice(0, MAX_DESCRIPTION_LENGTH);
  const file = `r${root}/${path.basename(path.dirname(skill.path))}/${SKILL_FILE_NAME}`;
  return `- ${skill.name}: ${description} (file: ${file})`;
}

function fitting(lines: readonly string[]): readonly string[] {
  let length = 0;
  const tooMany = lines.findIndex((line) => {
    length += line.length + 1;
    return length > MAX_LIST_LENGTH;
  });
  return tooMany === -1 ? lines : lines.slice(0, tooMany);
}
