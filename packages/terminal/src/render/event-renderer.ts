import type { EventMsg } from "@codex/protocol";
import { terminalCommand, terminalLine, terminalName, terminalText } from "../terminal-text.js";
import { renderCommand } from "./command-line.js";
import { renderOutput } from "./command-output.js";
import { renderFileChanges, shortName } from "./file-changes.js";
import { type MarkdownOptions, renderMarkdown } from "./markdown.js";
import { renderPlan } from "./plan.js";

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

interface RunningCall {
  /** The current activity, in one line. */
  readonly activity: string;
  /** The line that it started with. */
  readonly title: string;
}

const MAX_OUTPUT_LINES = 12;
const MAX_DIFF_LINES = 80;
const THINKING = "thinking";

export function createEventRenderer(options: EventRendererOptions): EventRenderer {
  const { style, cwd, links } = options;
  const running = new Map<string, RunningCall>();
  /** The call that the latest lines belong to. */
  let shown: string | undefined;
  let lastMessage: string | undefined;
  /** Commands that only read; their output is not shown. */
  const quiet = new Set<string>();

  return {
    render,
    get activity() {
      return [...running.values()].at(-1)?.activity ?? THINKING;
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
        if (options.hideReasoning) return [];
        return [
          "",
          ...renderMarkdown(msg.text.trim(), options)
            .split("\n")
            .map((line) => style.dim(style.italic(line))),
        ];
      case "agent_message":
        lastMessage = msg.message;
        shown = undefined;
        return ["", style.magenta("codex"), renderMarkdown(msg.message, options)];
      case "plan_update":
        return ["", ...renderPlan(msg, style)];
      case "exec_command_begin":
        return commandBegin(msg);
      case "exec_command_end":
        return commandEnd(msg);
      case "patch_apply_begin":
        // Whoever approved the patch has just seen its lines.
        return [
          ...begin(msg.call_id, { activity: "applying a patch", title: style.magenta("patch") }),
          ...renderFileChanges(msg.changes, { cwd, style, links, maxLines: msg.auto_approved ? MAX_DIFF_LINES : 0 }),
        ];
      case "patch_apply_end":
        if (msg.success) return end(msg.call_id, [style.green("  ✔ applied")]);
        return end(msg.call_id, [style.red("  ✘ not applied"), ...renderOutput(msg.stderr, MAX_OUTPUT_LINES, style)]);
      case "mcp_tool_call_begin":
        return toolBegin(msg);
      case "mcp_tool_call_end":
        return toolEnd(msg);
      case "web_search_begin":
        return ["", `${style.magenta("search")} ${terminalLine(msg.query)}`];
      default:
        return [];
    }
  }

  function begin(callId: string, call: RunningCall): string[] {
    running.set(callId, call);
    shown = callId;
    return ["", call.title];
  }

  /** The outcome of a call. If other lines came in between, the call is named again. */
  function end(callId: string, outcome: string[]): string[] {
    const call = running.get(callId);
    running.delete(callId);
    if (call === undefined || shown === callId) return outcome;
    shown = callId;
    return ["", call.title, ...outcome];
  }

  function commandBegin(msg: Extract<EventMsg, { type: "exec_command_begin" }>): string[] {
    const [first = "", ...rest] = renderCommand(msg.command).split("\n");
    if (msg.parsed_cmd.length > 0 && msg.parsed_cmd.every(({ type }) => QUIET.has(type))) quiet.add(msg.call_id);
    const where = msg.cwd === cwd ? "" : style.dim(` in ${terminalName(shortName(msg.cwd, cwd))}`);
    const title = `${style.magenta("run")} ${style.bold(first)}${where}`;
    return [...begin(msg.call_id, { activity: first, title }), ...rest.map((line) => `    ${style.bold(line)}`)];
  }

  function commandEnd(msg: Extract<EventMsg, { type: "exec_command_end" }>): string[] {
    const seconds = secondsOf(msg.duration);
    if (msg.exit_code === 0 && quiet.delete(msg.call_id))
      return end(msg.call_id, [style.green("  ✔ ") + style.dim(seconds)]);
    const mark =
      msg.exit_code === 0
        ? style.green("  ✔ ") + style.dim(seconds)
        : style.red(`  ✘ exit ${msg.exit_code} `) + style.dim(seconds);
    return end(msg.call_id, [mark, ...renderOutput(msg.aggregated_output, MAX_OUTPUT_LINES, style)]);
  }

  function toolBegin({ call_id, invocation }: Extract<EventMsg, { type: "mcp_tool_call_begin" }>): string[] {
    const name = terminalName(`${invocation.server}.${invocation.tool}`);
    const args = invocation.arguments === undefined ? "" : terminalCommand(JSON.stringify(invocation.arguments));
    const title = `${style.magenta("tool")} ${style.bold(name)} ${style.dim(args)}`.trimEnd();
    return begin(call_id, { activity: name, title });
  }

  function toolEnd({ call_id, duration, result }: Extract<EventMsg, { type: "mcp_tool_call_end" }>): string[] {
    const seconds = style.dim(secondsOf(duration));
    if ("Err" in result)
      return end(call_id, [`${style.red("  ✘ ")}${seconds}`, ...renderOutput(result.Err, MAX_OUTPUT_LINES, style)]);
    const text = result.Ok.content
      .flatMap((part) => (part.type === "text" ? [part.text] : [`[${part.type}]`]))
      .join("\n");
    const mark = result.Ok.isError ? style.red("  ✘ ") : style.green("  ✔ ");
    return end(call_id, [`${mark}${seconds}`, ...renderOutput(text, MAX_OUTPUT_LINES, style)]);
  }
}

const QUIET: ReadonlySet<string> = new Set(["read", "list_files", "search"]);

function secondsOf({ secs, nanos }: { readonly secs: number; readonly nanos: number }): string {
  return `${(secs + nanos / 1e9).toFixed(1)} s`;
}
