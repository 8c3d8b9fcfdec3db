import type { HookList } from "../hooks/hook.js";
import type { Notice } from "../items/notice.js";
import type { CommandRules } from "../rules/command-rules.js";
import type { SkillList } from "../skills/skill.js";

/** What a thread begins without, because what somebody wrote cannot be used. */
interface Unusable {
  readonly rules: CommandRules;
  readonly skills: SkillList;
  readonly hooks: HookList;
  /** Default: none. */
  readonly roleWarnings?: readonly string[] | undefined;
}

export function unusableParts({ rules, skills, hooks, roleWarnings = [] }: Unusable): Notice[] {
  return [
    ...rules.broken.map(({ path, message, position }) => {
      const where = position === undefined ? "" : `line ${position.line}: `;
      const text = `The rules in ${path} do not count: ${where}${message}`;
      return { ...startWarning("rules-broken", text), location: { file: path, ...position } };
    }),
    ...skills.faults.map(({ path, message }) =>
      startWarning("skill-broken", `The skill ${path} is not used: ${message}`),
    ),
    ...roleWarnings.map((message) => startWarning("role-broken", message)),
    ...hooks.warnings.map((message) => startWarning("hook-skipped", message)),
  ];
}

export function startWarning(code: Notice["code"], message: string): Notice {
  return { level: "error", code, message };
}
