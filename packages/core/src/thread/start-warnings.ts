import type { HookList } from "../hooks/hook.js";
import type { Notice } from "../items/notice.js";
import type { CommandRules } from "../rules/command-rules.js";
import type { SkillList } from "../skills/skill.js";

/** Things the user wrote that cannot be used. */
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
      const text = `The rules in ${path} are ignored: ${where}${message}`;
      return { ...startWarning("rules-broken", text), location: { file: path, ...position } };
    }),
    ...skills.faults.map(({ path, message }) =>
      startWarning("skill-broken", `The skill ${path} is ignored: ${message}`),
    ),
    ...roleWarnings.map((message) => startWarning("role-broken", message)),
    ...hooks.warnings.map((message) => startWarning("hook-skipped", message)),
  ];
}

/** A notice about enabled hooks that do not run because the user has not trusted them. */
export function unseenHooks({ hooks }: HookList, { bypassTrust }: { readonly bypassTrust: boolean }): Notice[] {
  const on = hooks.filter(({ enabled, handler }) => enabled && handler.type === "command");
  const unseen = bypassTrust ? 0 : on.filter(({ trust }) => trust === "untrusted").length;
  const changed = on.filter(({ trust }) => trust === "modified").length;
  if (unseen + changed === 0) return [];
  const parts = [
    ...(unseen > 0 ? [`${unseen} that you have not trusted yet`] : []),
    ...(changed > 0 ? [`${changed} that changed since you did`] : []),
  ];
  const message = `Hooks do not run: ${parts.join(", ")}. 'codex hooks' shows them, in a chat /hooks`;
  return [{ level: "info", code: "hooks-unseen", message }];
}

export function instructionsLeftOut(message: string): Notice {
  return { level: "warning", code: "instructions-left-out", message };
}

export function startWarning(code: Notice["code"], message: string): Notice {
  return { level: "error", code, message };
}
