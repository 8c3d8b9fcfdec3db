import type { Skill } from "./skill.js";

/** A skill that the user pointed at: by an input of its own, or in words. */
export interface SkillReference {
  /** The path of its `SKILL.md`. */
  readonly path: string;
}

const LINK = /\[\$[^\]\n]{1,64}\]\(([^)\n]{1,4096})\)/g;
const MENTION = /\$([A-Za-z0-9_:-]{1,64})/g;

/** What people write with a `$` and do not mean as a skill, in any case of letters. */
const VARIABLES: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "SHELL",
  "PWD",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "TERM",
  "XDG_CONFIG_HOME",
]);

/**
 * The skills that a message names: references in their order, then those that the words name by `$name` anywhere or by a link
 * `[$name](PATH)`, in the order of the skills. A name that several skills share names none; neither does one that is switched off.
 */
export function mentionedSkills(
  text: string,
  references: readonly SkillReference[],
  skills: readonly Skill[],
): readonly Skill[] {
  const enabled = skills.filter((skill) => skill.enabled);
  const links = new Set(Array.from(text.matchAll(LINK), ([, path]) => path));
  const names = new Set(Array.from(text.replace(LINK, "").matchAll(MENTION), ([, name = ""]) => name));
  const isNamed = ({ name }: Skill) =>
    names.has(name) &&
    !VARIABLES.has(name.toUpperCase()) &&
    enabled.filter((other) => other.name === name).length === 1;
  const referred = references.flatMap(({ path }) => enabled.filter((skill) => skill.path === path));
  return [...new Set([...referred, ...enabled.filter((skill) => links.has(skill.path) || isNamed(skill))])];
}
