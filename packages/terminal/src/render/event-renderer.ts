import type { EventMsg } from "@codex/protocol";
import type { Style } from "../style.js";
import { terminalCommand, terminalLine, terminalName, terminalText } from "../terminal-text.js";
import { commandOutcome, patchOutcome, toolOutcome } from "./call-outcome.js";
import { renderCommand } from "./command-line.js";
import { renderFileChanges, shortName } from "./file-changes.js";
import { type MarkdownOptions, renderMarkdown } from "./markdown.js";
import { renderPlan } from "./plan.js";
import { type ShownCall, ShownCalls } from "./shown-calls.js";

export interface EventRendererOptions extends MarkdownOptions {
  readonly hideReasoning: boolean;
}

/** Turns a conversation's events into lines for a terminal, each safe to print. */
export interface EventRenderer {
  /** The lines for an event; none for events that do not concern people. */
  render(msg: EventMsg): string[];
  /** The current activity, in one line. */
  readonly activity: string;
  /** The latest message of the model. */
  readonly lastMessage: string | undefined;
}

type Begun<Type extends EventMsg["type"]> = Extract<EventMsg, { type: Type }>;

const MAX_DIFF_LINES = 80;
const THINKING = "thinking";

export function createEventRenderer(options: EventRendererOptions): EventRenderer {
  const { style, cwd, links } = options;
  const calls = new ShownCalls();
  let lastMessage: string | undefined;
  /** Commands that only read; their output is not shown. */
  const quiet = new Set<string>();

  return {
    render,
    get activity() {
      return calls.activity ?? THINKING;
    },
    get lastMessage() {
      return lastMessage;
    },
  };

  function render(msg: EventMsg): string[] {
    switch (msg.type) {
      case "error":
        return [`${style.red(style.bold("error:"))} ${terminalText(msg.message)}`];
      case "stream_error":
      case "background_event":
        return [style.dim(terminalText(msg.message))];
      case "agent_reasoning":
      case "agent_reasoning_raw_content":
        return options.hideReasoning ? [] : ["", ...reasoningLines(msg.text, options)];
      case "agent_message":
        lastMessage = msg.message;
        calls.leave();
        return ["", style.magenta("codex"), renderMarkdown(msg.message, options)];
      case "plan_update":
        return ["", ...renderPlan(msg, style)];
      case "exec_command_begin":
        return commandBegin(msg);
      case "exec_command_end": {
        const isQuiet = quiet.delete(msg.call_id);
        return calls.end(msg.call_id, commandOutcome(msg, { style, isQuiet }));
      }
      case "patch_apply_begin":
        // Whoever approved the patch has just seen its lines.
        return [
          ...calls.begin(msg.call_id, { activity: "applying a patch", title: style.magenta("patch") }),
          ...renderFileChanges(msg.changes, { cwd, style, links, maxLines: msg.auto_approved ? MAX_DIFF_LINES : 0 }),
        ];
      case "patch_apply_end":
        return calls.end(msg.call_id, patchOutcome(msg, style));
      case "mcp_tool_call_begin":
        return calls.begin(msg.call_id, toolCall(msg, style));
      case "mcp_tool_call_end":
        return calls.end(msg.call_id, toolOutcome(msg, style));
      case "web_search_begin":
        return ["", `${style.magenta("search")} ${terminalLine(msg.query)}`];
      default:
        return [];
    }
  }

  function commandBegin(msg: Begun<"exec_command_begin">): string[] {
    const [first = "", ...rest] = renderCommand(msg.command).split("\n");
    if (msg.parsed_cmd.length > 0 && msg.parsed_cmd.every(({ type }) => QUIET.has(type))) quiet.add(msg.call_id);
    const where = msg.cwd === cwd ? "" : style.dim(` in ${terminalName(shortName(msg.cwd, cwd))}`);
    const title = `${style.magenta("run")} ${style.bold(first)}${where}`;
    return [...calls.begin(msg.call_id, { activity: first, title }), ...rest.map((line) => `    ${style.bold(line)}`)];
  }
}

const QUIET: ReadonlySet<string> = new Set(["read", "list_files", "search"]);

function toolCall({ invocation }: Begun<"mcp_tool_call_begin">, style: Style): ShownCall {
  const name = terminalName(`${invocation.server}.${invocation.tool}`);
  const args = invocation.arguments === undefined ? "" : terminalCommand(JSON.stringify(invocation.arguments));
  return { activity: name, title: `${style.magenta("tool")} ${style.bold(name)} ${style.dim(args)}`.trimEnd() };
}

function reasoningLines(text: string, options: MarkdownOptions): string[] {
  const { style } = options;
  const lines = renderMarkdown(text.trim(), options).split("\n");
  return lines.map((line) => style.dim(style.italic(line)));
}
