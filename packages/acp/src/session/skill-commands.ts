import type { Skill, UserInput } from "@codex/core";
import type { AvailableCommand } from "../wire/session-update.js";

const TYPED = /^\/\$?([A-Za-z0-9_:-]{1,64})(?=\s|$)/;

/** The skills that can be named, as commands: typed as `/$name`, as editors complete them, or as `$name` anywhere in a message. */
export function skillCommands(skills: readonly Skill[]): AvailableCommand[] {
  return named(skills).map(({ name, shortDescription, description }) => ({
    name: `$${name}`,
    description: shortDescription ?? description,
    input: { hint: "what to do with it" },
  }));
}

/** Whether a message begins as a command does. */
export function looksLikeCommand([first]: readonly UserInput[]): boolean {
  return first?.type === "text" && TYPED.test(first.text.trimStart());
}

/** A message that begins with a skill as a command names that skill as the engine reads it; any other stays as it is. */
export function withSkillNamed(input: readonly UserInput[], skills: readonly Skill[]): readonly UserInput[] {
  const [first, ...rest] = input;
  if (first?.type !== "text") return input;
  const text = first.text.trimStart();
  const [typed = "", name] = TYPED.exec(text) ?? [];
  if (!named(skills).some((skill) => skill.name === name)) return input;
  return [{ type: "text", text: `$${name}${text.slice(typed.length)}` }, ...rest];
}

/** Those that are on and whose name means one skill only. */
function named(skills: readonly Skill[]): readonly Skill[] {
  const enabled = skills.filter((skill) => skill.enabled);
  return enabled.filter(({ name }) => enabled.filter((other) => other.name === name).length === 1);
}
