import { readSmallFile } from "../files/read-small-file.js";
import { MAX_SKILL_BYTES } from "./list-skills.js";
import type { Skill } from "./skill.js";

/** The message that gives the model a whole skill, sent next to the message that mentions it; undefined when its file is gone. */
export async function skillMessage(skill: Skill): Promise<string | undefined> {
  const text = await readSmallFile(skill.path, MAX_SKILL_BYTES);
  if (text === undefined) return undefined;
  return `<skill>\n<name>${skill.name}</name>\n<path>${skill.path}</path>\n${text}\n</skill>`;
}
