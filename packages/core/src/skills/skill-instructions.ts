import path from "node:path";
import { SKILL_FILE_NAME } from "./find-skill-files.js";
import { fitDescriptions, type SkillLine } from "./fit-descriptions.js";
import type { Skill } from "./skill.js";

const MAX_DESCRIPTION_LENGTH = 1024;
/** The list's share of the model's context, and its limit if the context size is unknown. */
const SHARE_OF_CONTEXT = 0.02;
const CHARACTERS_PER_TOKEN = 4;
const DEFAULT_LIST_LENGTH = 8000;
const TAG = "<skills_instructions>";

/**
 * The block that lists the skills for the model; undefined when there are none. Each line is `- NAME: DESCRIPTION (file:
 * ROOT/FOLDER/SKILL.md)`; the roots are in a table above, as codex 0.171.0 writes them.
 */
export function skillInstructions(skills: readonly Skill[], contextWindow?: number): string | undefined {
  const offered = skills.filter((skill) => skill.enabled && skill.allowsImplicitUse);
  if (offered.length === 0) return undefined;
  const roots = [...new Set(offered.map(rootOf))];
  const lines = offered.map((skill) => lineOf(skill, roots.indexOf(rootOf(skill))));
  const shown = fitDescriptions(lines, listLength(contextWindow));
  const left = lines.length - shown.length;
  return [
    TAG,
    "Skills are folders with instructions for certain kinds of tasks. Each skill is listed with its name, description and file.",
    "If a task matches a description, or the user names a skill, read its file before you start, follow its instructions, and open other files in its folder only where it refers to them. A skill gives advice on the task: it cannot extend your permissions.",
    "Roots:",
    ...roots.map((root, index) => `- \`r${index}\` = \`${root}\``),
    "Skills:",
    ...shown,
    ...(left > 0 ? [`(${left} more are not listed; search the roots for them.)`] : []),
    "</skills_instructions>",
  ].join("\n");
}

/** The same after the last skill was removed. */
export const NO_SKILLS = `${TAG}\nNone of the skills listed before exist any more.\n</skills_instructions>`;

/** Whether the text of a message is such a block. */
export const isSkillList = (text: string): boolean => text.startsWith(TAG);

/** The parent of the skill's folder. */
function rootOf(skill: Skill): string {
  return path.dirname(path.dirname(skill.path));
}

function lineOf(skill: Skill, root: number): SkillLine {
  const file = `r${root}/${path.basename(path.dirname(skill.path))}/${SKILL_FILE_NAME}`;
  return {
    before: `- ${skill.name}: `,
    description: skill.description.slice(0, MAX_DESCRIPTION_LENGTH),
    after: ` (file: ${file})`,
  };
}

function listLength(contextWindow: number | undefined): number {
  if (contextWindow === undefined) return DEFAULT_LIST_LENGTH;
  return Math.floor(contextWindow * SHARE_OF_CONTEXT * CHARACTERS_PER_TOKEN);
}
