import type { Skill } from "./skill.js";

/** A skill that the user referred to, by an input item or in the text. */
export interface SkillReference {
  /** The path of its `SKILL.md`. */
  readonly path: string;
}

const LINK = /\[\$[^\]\n]{1,64}\]\(([^)\n]{1,4096})\)/g;
const MENTION = /\$([A-Za-z0-9_:-]{1,64})/g;

/** Names that users write after `$` without meaning a skill; case-insensitive. */
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
 * The skills that a message mentions: references in their order, then those named in the text as `$name` or by a link `[$name](PATH)`, in
 * the order of the skills. A name that several skills share, or that belongs to a disabled skill, matches none.
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
