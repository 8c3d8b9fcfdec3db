import { matchRules, type Policy, type RuleMatch } from "@codex/execpolicy";
import { baseName } from "../safety/base-name.js";
import type { RuleVerdict } from "../safety/rule-verdict.js";
import { commandsWithin } from "../safety/scripted-commands.js";
import { gitSubcommand } from "../shell/git-subcommand.js";
import { plainCommandsIn } from "./plain-commands.js";

/**
 * Judges a command by the rules; `undefined` when none applies. The parts of a script are judged separately, and the strictest decision
 * counts. Prompt and forbidden also apply inside of substitutions, nested shells and behind `sudo`, `env` and the like. Allow applies only
 * to plain words joined by `&&`, `||`, `;` and `|`, all of which must be allowed, and to commands that a rule matches as a whole. The user
 * is asked about a script that cannot be parsed.
 */
export async function judgeCommand(policy: Policy, command: readonly string[]): Promise<RuleVerdict | undefined> {
  if (policy.prefixRules.length === 0) return undefined;
  const strict = await strictVerdict(policy, command);
  if (strict !== undefined) return strict;
  const allowing = await allowingMatches(policy, command);
  if (allowing === undefined) return undefined;
  return { type: "allow", reason: [...new Set(allowing.map((match) => reasonOf(match, "allows it")))].join("; ") };
}

/** Whether the rules allow one plain command. */
export const allowsPlain = (policy: Policy, words: readonly string[]): boolean =>
  allowingMatch(policy, words) !== undefined;

async function strictVerdict(policy: Policy, command: readonly string[]): Promise<RuleVerdict | undefined> {
  if (policy.prefixRules.every(({ decision }) => decision === "allow")) return undefined;
  const parts = await commandsWithin(command);
  if (parts === undefined)
    return { type: "prompt", reason: "there are rules about commands, and this one cannot be read" };
  const spellings = [command, ...parts].flatMap((words) => [words, ...withoutGitOptions(words)]);
  const matches = spellings.flatMap((words) => matchRules(policy, words, { resolveHostExecutables: true }));
  const forbidding = matches.find(({ rule }) => rule.decision === "forbidden");
  if (forbidding !== undefined) return { type: "forbidden", reason: reasonOf(forbidding, "forbids it") };
  const asking = matches.find(({ rule }) => rule.decision === "prompt");
  return asking && { type: "prompt", reason: reasonOf(asking, "asks about it") };
}

/** `git -C elsewhere push` is a `git push`, too. */
function withoutGitOptions([program = "", ...args]: readonly string[]): string[][] {
  return baseName(program) === "git" && args[0]?.startsWith("-") ? [[program, ...gitSubcommand(args)]] : [];
}

/** The rules that allow every part of the command; if it is not a script of plain words, the rule that matches it as a whole. */
async function allowingMatches(policy: Policy, command: readonly string[]): Promise<RuleMatch[] | undefined> {
  const parts = await plainCommandsIn(command);
  if (parts === undefined) {
    const match = allowingMatch(policy, command);
    return match?.matchedPrefix.length === command.length ? [match] : undefined;
  }
  const matches = parts.map((words) => allowingMatch(policy, words));
  return matches.every((match) => match !== undefined) ? matches : undefined;
}

function allowingMatch(policy: Policy, words: readonly string[]): RuleMatch | undefined {
  const allowing = matchRules(policy, words).filter(({ rule }) => rule.decision === "allow");
  return allowing.toSorted((one, other) => other.matchedPrefix.length - one.matchedPrefix.length)[0];
}

function reasonOf({ rule, matchedPrefix }: RuleMatch, what: string): string {
  return rule.justification ?? `the rule about \`${matchedPrefix.join(" ")}\` ${what}`;
}
