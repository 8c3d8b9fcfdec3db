import type { Config } from "@codex/core";
import type { EventMsg, TokenUsage } from "@codex/protocol";
import { configSummary } from "./config-summary.js";
import type { ExecOutcome, ExecOutputWriter, ExecStart } from "./exec-output.js";
import { createEventRenderer, type EventRenderer } from "./render/event-renderer.js";
import { renderMarkdown } from "./render/markdown.js";
import { createFileLinks } from "./terminal/file-link.js";
import { StatusLine } from "./terminal/status-line.js";
import type { Style } from "./terminal/style.js";
import { terminalLine, terminalText } from "./terminal/terminal-text.js";

export interface HumanOutputOptions {
  /** Progress goes here: everything but the final message. */
  readonly writeProgress: (text: string) => void;
  /** The final message goes here. */
  readonly writeResult: (text: string) => void;
  readonly style: Style;
  /** What runs: its folder, how to open files, whether to hide reasoning. */
  readonly config: Pick<Config, "cwd" | "fileOpener" | "hideAgentReasoning">;
  /** Progress and result end up on one terminal: what is there already is not repeated. Default: false. */
  readonly sameTerminal?: boolean | undefined;
  /** The width of the terminal that progress goes to; it then gets a last line that says what is going on. */
  readonly columns?: (() => number) | undefined;
}

/** Progress for people: commands with their outcome, patches as diffs, plans as check lists; at the end the answer. */
export function createHumanOutput(options: HumanOutputOptions): ExecOutputWriter {
  const { style, config, columns } = options;
  const markdown = { style, links: createFileLinks(config, style), cwd: config.cwd };
  const renderer: EventRenderer = createEventRenderer({ ...markdown, hideReasoning: config.hideAgentReasoning });
  let status: StatusLine | undefined;
  let usage: TokenUsage | undefined;
  const print = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    const text = `${lines.join("\n")}\n`;
    if (status === undefined) options.writeProgress(text);
    else status.print(text);
  };

  return {
    begin(start: ExecStart) {
      print(opening(start, style));
      if (columns !== undefined) {
        status = new StatusLine({ write: options.writeProgress, columns, style }, "waiting for the model");
      }
    },
    event(_id: string, msg: EventMsg) {
      if (msg.type === "token_count") usage = addUsage(usage, msg);
      print(renderer.render(msg));
      if (status !== undefined) status.activity = renderer.activity;
    },
    end(outcome: ExecOutcome) {
      status?.[Symbol.dispose]();
      status = undefined;
      if (outcome.status === "interrupted") print([style.yellow("interrupted")]);
      if (usage !== undefined) print(["", style.dim(`tokens: ${describeUsage(usage)}`)]);
      if (outcome.lastMessage === undefined || (options.sameTerminal && outcome.lastMessage === renderer.lastMessage))
        return;
      const text = options.sameTerminal ? renderMarkdown(outcome.lastMessage, markdown) : outcome.lastMessage;
      options.writeResult(`${options.sameTerminal ? text : terminalText(text)}\n`);
    },
  };
}

function opening({ config, prompt, sessionId }: ExecStart, style: Style): string[] {
  const summary = [...configSummary(config), ...(sessionId === undefined ? [] : [["session", sessionId] as const])];
  const width = Math.max(...summary.map(([name]) => name.length)) + 1;
  return [
    style.bold("codex"),
    ...summary.map(([name, value]) => `${style.dim(`${name}:`.padEnd(width))} ${terminalLine(value)}`),
    "",
    style.cyan("you"),
    terminalText(prompt),
  ];
}

/** Two counts together. */
export function addUsage(sum: TokenUsage | undefined, more: TokenUsage): TokenUsage {
  const add = (name: keyof TokenUsage) => (sum?.[name] ?? 0) + (more[name] ?? 0);
  return {
    input_tokens: add("input_tokens"),
    cached_input_tokens: add("cached_input_tokens"),
    output_tokens: add("output_tokens"),
    reasoning_output_tokens: add("reasoning_output_tokens"),
    total_tokens: add("total_tokens"),
  };
}

/** `1,234 in (1,000 cached), 56 out (20 reasoning)`. */
export function describeUsage(usage: TokenUsage): string {
  const cached = usage.cached_input_tokens ? ` (${thousands(usage.cached_input_tokens)} cached)` : "";
  const reasoning = usage.reasoning_output_tokens ? ` (${thousands(usage.reasoning_output_tokens)} reasoning)` : "";
  return `${thousands(usage.input_tokens)} in${cached}, ${thousands(usage.output_tokens)} out${reasoning}`;
}

/** By hand: the first number that goes through a locale costs 10 ms. */
function thousands(count = 0): string {
  const digits = String(count);
  const groups = [digits.slice(0, digits.length % 3)];
  for (let at = digits.length % 3; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.filter((group) => group !== "").join(",");
}
