import { EventAdapter } from "@codex/conversation-wire";
import type { Config, ThreadEventBody } from "@codex/core";
import type { EventMsg, TokenUsage } from "@codex/protocol";
import type { Style } from "@codex/terminal";
import {
  addUsage,
  configSummary,
  createEventRenderer,
  createFileLinks,
  describeUsage,
  type EventRenderer,
  renderMarkdown,
  StatusLine,
  terminalLine,
  terminalText,
} from "@codex/terminal";
import type { ExecOutcome, ExecOutputWriter, ExecStart } from "./exec-output.js";
import { refusalLines } from "./refusal-lines.js";

export interface HumanOutputOptions {
  /** Receives progress: everything except the final message. */
  readonly writeProgress: (text: string) => void;
  /** Receives the final message. */
  readonly writeResult: (text: string) => void;
  readonly style: Style;
  /** The configuration: the folder, how to open files, whether to hide reasoning. */
  readonly config: Pick<Config, "cwd" | "fileOpener" | "hideAgentReasoning">;
  /** Progress and result appear in the same terminal, so nothing is repeated. Default: false. */
  readonly sameTerminal?: boolean | undefined;
  /** The width of the terminal for progress. If given, the last line shows the current activity. */
  readonly columns?: (() => number) | undefined;
}

/** Progress for people: commands with their outcome, patches as diffs, plans as check lists; finally the answer. */
export function createHumanOutput(options: HumanOutputOptions): ExecOutputWriter {
  const { style, config, columns } = options;
  const markdown = { style, links: createFileLinks(config, style), cwd: config.cwd };
  const renderer: EventRenderer = createEventRenderer({ ...markdown, hideReasoning: config.hideAgentReasoning });
  let status: StatusLine | undefined;
  let usage: TokenUsage | undefined;
  const adapter = new EventAdapter();
  const show = (msg: EventMsg) => {
    if (msg.type === "token_count") usage = addUsage(usage, msg);
    print(renderer.render(msg));
    if (status !== undefined) status.activity = renderer.activity;
  };
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
    event(event) {
      if (event.type === "turn-ended" && event.turn.status === "failed") return;
      print(refusalLines(event, style));
      adapter.translate(event, ({ msg }) => show(withOwnExitCode(msg, event)));
    },
    end(outcome: ExecOutcome) {
      const { error } = outcome;
      if (error !== undefined && outcome.status !== "interrupted") show({ type: "error", message: error.message });
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

/** The August 2025 protocol reports -1 for a command that failed in the sandbox; people see what the command itself reported. */
function withOwnExitCode(msg: EventMsg, event: ThreadEventBody): EventMsg {
  if (msg.type !== "exec_command_end" || event.type !== "item-ended" || event.item.kind !== "command") return msg;
  return { ...msg, exit_code: event.item.exitCode ?? msg.exit_code };
}

function opening({ config, prompt, threadId, isSaved }: ExecStart, style: Style): string[] {
  // Scripts and wrappers of the reference look for the line `session id: …` to resume.
  const summary = [...configSummary(config), ...(isSaved ? [["session id", threadId] as const] : [])];
  const width = Math.max(...summary.map(([name]) => name.length)) + 1;
  return [
    style.bold("codex"),
    ...summary.map(([name, value]) => `${style.dim(`${name}:`.padEnd(width))} ${terminalLine(value)}`),
    "",
    style.cyan("you"),
    terminalText(prompt),
  ];
}
