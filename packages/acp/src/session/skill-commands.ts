import type { Skill, UserInput } from "@codex/core";
import type { AvailableCommand } from "../wire/session-update.js";

const TYPED = /^\/\$?([A-Za-z0-9_:-]{1,64})(?=\s|$)/;

/** The available skills, as commands: typed as `/$name`, as editors complete them, or as `$name` anywhere in a message. */
export function skillCommands(skills: readonly Skill[]): AvailableCommand[] {
  return named(skills).map(({ name, shortDescription, description }) => ({
    name: `$${name}`,
    description: shortDescription ?? description,
    input: { hint: "what to do with it" },
  }));
}

/** Whether a message begins like a command. */
export function looksLikeCommand([first]: readonly UserInput[]): boolean {
  return first?.type === "text" && TYPED.test(first.text.trimStart());
}

/** If the message begins with a skill as a command, rewrites that to the form the engine reads; otherwise leaves it as it is. */
export function withSkillNamed(input: readonly UserInput[], skills: readonly Skill[]): readonly UserInput[] {
  const [first, ...rest] = input;
  if (first?.type !== "text") return input;
  const text = first.text.trimStart();
  const [typed = "", name] = TYPED.exec(text) ?? [];
  if (!named(skills).some((skill) => skill.name === name)) return input;
  return [{ type: "text", text: `$${name}${text.slice(typed.length)}` }, ...rest];
}

/** The enabled skills with unambiguous names. */
function named(skills: readonly Skill[]): readonly Skill[] {
  const enabled = skills.filter((skill) => skill.enabled);
  return enabled.filter(({ name }) => enabled.filter((other) => other.name === name).length === 1);
}
