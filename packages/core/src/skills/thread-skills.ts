import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { deniedIn } from "../config/permissions/restrictions.js";
import { leadsInto } from "../files/leads-into.js";
import { userInputToResponseItem } from "../history/user-input.js";
import type { UserInput } from "../items/user-input.js";
import { developerMessage, userMessage } from "../model/messages.js";
import { listSkills } from "./list-skills.js";
import { mentionedSkills } from "./mentioned-skills.js";
import type { Skill, SkillList } from "./skill.js";
import { NO_SKILLS, skillInstructions } from "./skill-instructions.js";
import { skillMessage } from "./skill-message.js";
import { skillRoots } from "./skill-roots.js";

type SkillsOfThread = Pick<
  Config,
  "codexHome" | "env" | "project" | "skills" | "sandboxPolicy" | "restrictions" | "cwd"
>;

/** The skills that a thread with this configuration may use, as they are on disk now. */
export async function loadSkills(config: SkillsOfThread): Promise<SkillList> {
  const { codexHome, env, project, skills } = config;
  const { switches, includeBundled, extraRoots = [] } = skills;
  const places = { codexHome, env, trustedFolders: project.trustedFolders, includeBundled, extraRoots };
  const list = await listSkills(places, switches);
  const denied = deniedIn(config);
  const isDenied = await Promise.all(list.skills.map(({ path }) => leadsInto(path, denied)));
  return { ...list, skills: list.skills.filter((_, index) => isDenied[index] !== true) };
}

/** All the folders that are searched, whether or not they exist. */
export function skillPlaces({ codexHome, env, project: { trustedFolders }, skills }: SkillsOfThread): string[] {
  const { includeBundled, extraRoots = [] } = skills;
  return skillRoots({ codexHome, env, trustedFolders, includeBundled, extraRoots }).map(({ folder }) => folder);
}

/** The message that lists the skills for the model, unless it knows them. `known`: the latest such list that it has. */
export function skillListItems(
  { skills, modelContextWindow }: Pick<Config, "skills" | "modelContextWindow">,
  list: SkillList,
  known: string | undefined,
): ResponseItem[] {
  if (!skills.includeInstructions) return [];
  const text = skillInstructions(list.skills, modelContextWindow) ?? (known === undefined ? undefined : NO_SKILLS);
  return text === undefined || text === known ? [] : [developerMessage(text)];
}

/** The user's message for the model, and the complete text of the skills that it mentions. */
export async function userMessageItems(config: SkillsOfThread, input: readonly UserInput[]): Promise<ResponseItem[]> {
  const [message, named] = await Promise.all([userInputToResponseItem(input), namedSkills(config, input)]);
  const texts = await Promise.all(named.map(skillMessage));
  return [message, ...texts.filter((text) => text !== undefined).map(userMessage)];
}

async function namedSkills(config: SkillsOfThread, input: readonly UserInput[]): Promise<readonly Skill[]> {
  const words = input.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("\n");
  const references = input.filter((item) => item.type === "skill");
  // Most messages mention none: then nothing is searched.
  if (!words.includes("$") && references.length === 0) return [];
  return mentionedSkills(words, references, (await loadSkills(config)).skills);
}
