import { mkdir } from "node:fs/promises";
import path from "node:path";
import { EMPTY_POLICY, formatPrefixRule, joinPolicies, type Policy, parseRules } from "@codex/execpolicy";
import { acquireFileLock, replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { readSmallFile } from "../files/read-small-file.js";
import type { RuleVerdict } from "../safety/rule-verdict.js";
import { commandsWithin } from "../safety/scripted-commands.js";
import { allowsPlain, judgeCommand } from "./judge-command.js";
import { proposedRule } from "./proposed-rule.js";
import { AMENDED_FILE, type BrokenRules, loadRulesFiles, type RulesPlaces, userRulesFolder } from "./rules-files.js";

/** Generous: the lock is only held for milliseconds. */
const LOCK_LIMIT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;

/** The command rules of one thread: those at its start, and those that the user has added since. */
export class CommandRules {
  readonly broken: readonly BrokenRules[];
  readonly #codexHome: string;
  #policy: Policy;

  private constructor(codexHome: string, policy: Policy, broken: readonly BrokenRules[]) {
    this.#codexHome = codexHome;
    this.#policy = policy;
    this.broken = broken;
  }

  /** `required` are the administrator's rules. */
  static async load(places: RulesPlaces, required: Policy = EMPTY_POLICY): Promise<CommandRules> {
    const { policies, broken } = await loadRulesFiles(places);
    return new CommandRules(places.codexHome, joinPolicies([required, ...policies]), broken);
  }

  /** For a thread that ignores all rules files. */
  static withoutFiles(codexHome: string, required: Policy): CommandRules {
    return new CommandRules(codexHome, required, []);
  }

  judge(command: readonly string[]): Promise<RuleVerdict | undefined> {
    return judgeCommand(this.#policy, command);
  }

  /**
   * What is typed into a terminal may be commands for a shell: then rules that ask or forbid apply. Most other input cannot be read as such,
   * and nothing is allowed by it.
   */
  async judgeInput(text: string): Promise<RuleVerdict | undefined> {
    const script = ["bash", "-c", text];
    if (this.#policy.prefixRules.length === 0 || (await commandsWithin(script)) === undefined) return undefined;
    const verdict = await this.judge(script);
    return verdict?.type === "allow" ? undefined : verdict;
  }

  /**
   * The command prefix that could be allowed from now on instead of asking about this command. Undefined when a rule demands asking, or the
   * rules already allow all of it. `suggestion` is the prefix that the model suggests.
   */
  async proposalFor(
    command: readonly string[],
    suggestion: readonly string[] | undefined,
  ): Promise<readonly string[] | undefined> {
    const verdict = await this.judge(command);
    if (verdict?.type === "prompt" || verdict?.type === "forbidden") return undefined;
    return proposedRule({ command, suggestion: suggestion, allows: (words) => allowsPlain(this.#policy, words) });
  }

  /** Allows commands with this prefix from now on: in the user's rules file, and at once in this thread. */
  async allow(words: readonly string[]): Promise<void> {
    const line = formatPrefixRule(words, "allow");
    const parsed = parseRules(line);
    if (!parsed.ok) throw new CodexError("config-invalid", `this cannot be a rule: ${parsed.fault.message}`);
    const folder = userRulesFolder(this.#codexHome);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await using lock = await acquireFileLock(path.join(this.#codexHome, "config.lock"), { timeoutMs: LOCK_LIMIT_MS });
    if (lock === undefined) throw new CodexError("config-invalid", "the rules are being changed by another process");
    const file = path.join(folder, AMENDED_FILE);
    const text = (await readSmallFile(file, MAX_BYTES)) ?? "";
    if (!`\n${text}`.includes(`\n${line}`)) {
      await replaceFile(file, text === "" || text.endsWith("\n") ? `${text}${line}` : `${text}\n${line}`, 0o600);
    }
    this.#policy = joinPolicies([this.#policy, parsed.policy]);
  }
}
