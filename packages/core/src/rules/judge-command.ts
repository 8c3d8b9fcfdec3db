import { matchRules, type Policy, type RuleMatch } from "@codex/execpolicy";
import type { RuleVerdict } from "../safety/rule-verdict.js";
import { commandsWithin } from "../safety/scripted-commands.js";
import { plainCommandsOf } from "../shell/bash-words.js";

/**
 * Judges a command by rules; `undefined` when they say nothing. A script is judged by its parts, and the strictest counts. Prompt and
 * forbidden also count inside of substitutions, nested shells and behind `sudo`, `env` and the like; allow counts only for plain
 * words joined by `&&`, `||`, `;` and `|`, all of which must be allowed. A script that cannot be read is asked about.
 */
export async function judgeCommand(policy: Policy, command: readonly string[]): Promise<RuleVerdict | undefined> {
  if (policy.prefixRules.length === 0) return undefined;
  const strict = await strictVerdict(policy, command);
  if (strict !== undefined) return strict;
  return (await isAllowed(policy, command)) ? { type: "allow" } : undefined;
}

async function strictVerdict(policy: Policy, command: readonly string[]): Promise<RuleVerdict | undefined> {
  if (policy.prefixRules.every(({ decision }) => decision === "allow")) return undefined;
  const parts = await commandsWithin(command);
  if (parts === undefined)
    return { type: "prompt", reason: "there are rules about commands, and this one cannot be read" };
  const matches = [command, ...parts].flatMap((words) => matchRules(policy, words, { resolveHostExecutables: true }));
  const forbidding = matches.find(({ rule }) => rule.decision === "forbidden");
  if (forbidding !== undefined) return { type: "forbidden", reason: reasonOf(forbidding, "forbids it") };
  const asking = matches.find(({ rule }) => rule.decision === "prompt");
  return asking && { type: "prompt", reason: reasonOf(asking, "asks about it") };
}

async function isAllowed(policy: Policy, command: readonly string[]): Promise<boolean> {
  const allows = (words: readonly string[]) => matchRules(policy, words).some(({ rule }) => rule.decision === "allow");
  const [program, flag, script, ...more] = command;
  if (flag !== "-lc" && flag !== "-c") return allows(command);
  if (!/^(.*\/)?bash$/.test(program ?? "") || script === undefined || more.length > 0) return allows(command);
  const parts = await plainCommandsOf(script);
  // A pattern is filled in by the shell: what it will say is not known here.
  return (
    parts !== undefined &&
    parts.length > 0 &&
    parts.every((words) => !words.some(({ isPattern }) => isPattern) && allows(words.map(({ text }) => text)))
  );
}

function reasonOf({ rule, matchedPrefix }: RuleMatch, what: string): string {
  return rule.justification ?? `the rule about \`${matchedPrefix.join(" ")}\` ${what}`;
}
