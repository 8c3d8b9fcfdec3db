import type { Skill } from "./skill.js";

/** A skill that the user pointed at: by an input of its own, or in words. */
export interface SkillReference {
  /** The path of its `SKILL.md`. */
  readonly path: string;
}

const LINK = /\[\$[^\]\n]{1,64}\]\(([^)\n]{1,4096})\)/g;
const MENTION = /\$([A-Za-z0-9_:-]{1,64})/g;

/**
 * The skills that a message names: `$name` anywhere in the words, a link `[$name](PATH)`, or a reference. Each once, in the order
 * in which they come. A name that several skills share names none; neither does one that is switched off.
 */
export function mentionedSkills(
  text: string,
  references: readonly SkillReference[],
  skills: readonly Skill[],
): readonly Skill[] {
  const enabled = skills.filter((skill) => skill.enabled);
  const mentioned = new Set<Skill>();
  const add = (found: readonly Skill[]) => {
    const [only] = found;
    if (found.length === 1 && only !== undefined) mentioned.add(only);
  };
  for (const { path } of references) add(enabled.filter((skill) => skill.path === path));
  for (const [, path] of text.matchAll(LINK)) add(enabled.filter((skill) => skill.path === path));
  for (const [, name] of text.replace(LINK, "").matchAll(MENTION)) add(enabled.filter((skill) => skill.name === name));
  return [...mentioned];
}
