import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { deniedIn } from "../config/restrictions.js";
import { leadsInto } from "../files/leads-into.js";
import { userInputToResponseItem } from "../history/user-input.js";
import type { UserInput } from "../items/user-input.js";
import { listSkills } from "./list-skills.js";
import { mentionedSkills } from "./mentioned-skills.js";
import type { Skill, SkillList } from "./skill.js";
import { skillInstructions } from "./skill-instructions.js";
import { skillMessage } from "./skill-message.js";
import { skillRoots } from "./skill-roots.js";

type SkillsOfThread = Pick<
  Config,
  "codexHome" | "env" | "project" | "skills" | "sandboxPolicy" | "restrictions" | "cwd"
>;

/** The skills that a thread with this configuration may use, as they are now on disk. */
export async function loadSkills(config: SkillsOfThread): Promise<SkillList> {
  const { codexHome, env, project, skills } = config;
  const { switches, includeBundled, extraRoots = [] } = skills;
  const places = { codexHome, env, trustedFolders: project.trustedFolders, includeBundled, extraRoots };
  const list = await listSkills(places, switches);
  const denied = deniedIn(config);
  const isDenied = await Promise.all(list.skills.map(({ path }) => leadsInto(path, denied)));
  return { ...list, skills: list.skills.filter((_, index) => isDenied[index] !== true) };
}

/** Where they are looked for, whether there is something or not. */
export function skillPlaces({ codexHome, env, project: { trustedFolders }, skills }: SkillsOfThread): string[] {
  const { includeBundled, extraRoots = [] } = skills;
  return skillRoots({ codexHome, env, trustedFolders, includeBundled, extraRoots }).map(({ folder }) => folder);
}

/** The message that tells the model which skills there are, if any. */
export function skillInstructionsItem(
  { skills, modelContextWindow }: Pick<Config, "skills" | "modelContextWindow">,
  list: SkillList,
): ResponseItem[] {
  const text = skills.includeInstructions ? skillInstructions(list.skills, modelContextWindow) : undefined;
  return text === undefined ? [] : [{ type: "message", role: "developer", content: [{ type: "input_text", text }] }];
}

/** The user's message for the model, and beside it the skills that it names, whole. */
export async function userMessageItems(config: SkillsOfThread, input: readonly UserInput[]): Promise<ResponseItem[]> {
  const [message, named] = await Promise.all([userInputToResponseItem(input), namedSkills(config, input)]);
  const texts = await Promise.all(named.map(skillMessage));
  return [
    message,
    ...texts.flatMap((text): ResponseItem[] =>
      text === undefined ? [] : [{ type: "message", role: "user", content: [{ type: "input_text", text }] }],
    ),
  ];
}

async function namedSkills(config: SkillsOfThread, input: readonly UserInput[]): Promise<readonly Skill[]> {
  const words = input.flatMap((item) => (item.type === "text" ? [item.text] : [])).join("\n");
  const references = input.filter((item) => item.type === "skill");
  // Most messages name none: then nothing is looked for.
  if (!words.includes("$") && references.length === 0) return [];
  return mentionedSkills(words, references, (await loadSkills(config)).skills);
}
