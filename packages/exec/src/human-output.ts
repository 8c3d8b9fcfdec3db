import type { Config } from "@codex/core";
import type { EventMsg } from "@codex/protocol";
import { colouredDiff } from "./coloured-diff.js";
import { configSummary } from "./config-summary.js";
import type { ExecOutputWriter } from "./run-exec.js";
import type { Style } from "./style.js";
import { terminalLine, terminalText } from "./terminal-text.js";

export interface HumanOutputOptions {
  /** Progress goes here: everything but the final message. */
  readonly writeProgress: (text: string) => void;
  /** The final message goes here. */
  readonly writeResult: (text: string) => void;
  readonly style: Style;
  readonly hideReasoning: boolean;
}

/** Lines of a command's output that are shown. */
const MAX_OUTPUT_LINES = 20;

/** Progress for people: commands with their outcome, patches as diffs, plans as check lists; at the end the answer. */
export function createHumanOutput(options: HumanOutputOptions): ExecOutputWriter {
  const { style } = options;
  const line = (text = "") => options.writeProgress(`${text}\n`);
  const commands = new Map<string, string>();
  let lastDiff: string | undefined;

  return {
    begin(config: Config, prompt: string) {
      line(style.bold("codex"));
      for (const [name, value] of configSummary(config)) line(`${style.dim(`${name}:`)} ${terminalLine(value)}`);
      line(style.dim("────────"));
      line(`${style.cyan("user")}\n${terminalText(prompt)}`);
    },
    event(_id: string, msg: EventMsg) {
      show(msg);
    },
    end(outcome) {
      if (lastDiff !== undefined) line(`\n${style.bold("changes")}\n${colouredDiff(lastDiff, style)}`);
      if (outcome.status === "interrupted") line(style.yellow("interrupted"));
      if (outcome.lastMessage !== undefined) options.writeResult(`${terminalText(outcome.lastMessage)}\n`);
    },
  };

  function show(msg: EventMsg): void {
    switch (msg.type) {
      case "error":
        return line(`${style.red("error:")} ${terminalText(msg.message)}`);
      case "stream_error":
      case "background_event":
        return line(style.dim(terminalText(msg.message)));
      case "agent_reasoning":
        if (!options.hideReasoning) line(`\n${style.dim("thinking")}\n${style.dim(terminalText(msg.text))}`);
        return;
      case "agent_message":
        return line(`\n${style.magenta("codex")}\n${terminalText(msg.message)}`);
      case "plan_update":
        line(`\n${style.bold("plan")}${msg.explanation ? ` ${style.dim(terminalLine(msg.explanation))}` : ""}`);
        for (const { step, status } of msg.plan) line(`  ${stepMark(status)} ${terminalLine(step)}`);
        return;
      case "exec_command_begin":
        commands.set(msg.call_id, shellWords(msg.command));
        return line(
          `\n${style.magenta("exec")} ${style.bold(terminalLine(shellWords(msg.command)))} ${style.dim(`in ${terminalLine(msg.cwd)}`)}`,
        );
      case "exec_command_end":
        return showCommandEnd(msg);
      case "patch_apply_begin":
        line(`\n${style.magenta("apply_patch")} ${style.dim(msg.auto_approved ? "(auto approved)" : "(approved)")}`);
        for (const file of Object.keys(msg.changes)) line(`  ${terminalLine(file)}`);
        return;
      case "patch_apply_end":
        return line(msg.success ? style.green("  applied") : style.red(`  failed: ${terminalText(msg.stderr)}`));
      case "turn_diff":
        lastDiff = msg.unified_diff;
        return;
      case "mcp_tool_call_begin":
        return line(`\n${style.magenta("tool")} ${terminalLine(`${msg.invocation.server}.${msg.invocation.tool}`)}`);
      case "mcp_tool_call_end":
        return line(
          "Ok" in msg.result ? style.green("  succeeded") : style.red(`  failed: ${terminalText(msg.result.Err)}`),
        );
      case "web_search_begin":
        return line(`\n${style.magenta("search")} ${terminalLine(msg.query)}`);
      case "token_count":
        return line(style.dim(`tokens used: ${msg.total_tokens}`));
      default:
        return;
    }
  }

  function showCommandEnd(msg: Extract<EventMsg, { type: "exec_command_end" }>): void {
    const seconds = (msg.duration.secs + msg.duration.nanos / 1e9).toFixed(1);
    line(
      msg.exit_code === 0
        ? style.green(`  succeeded in ${seconds} s`)
        : style.red(`  exited ${msg.exit_code} in ${seconds} s`),
    );
    const lines = terminalText(msg.aggregated_output).trimEnd().split("\n");
    if (lines.length === 1 && lines[0] === "") return;
    for (const text of lines.slice(0, MAX_OUTPUT_LINES)) line(style.dim(`  ${text}`));
    if (lines.length > MAX_OUTPUT_LINES) line(style.dim(`  … ${lines.length - MAX_OUTPUT_LINES} more lines`));
  }

  function stepMark(status: string): string {
    if (status === "completed") return style.green("✔");
    return status === "in_progress" ? style.cyan("▸") : style.dim("□");
  }
}

/** How a person would type it. */
function shellWords(command: readonly string[]): string {
  const [program, flag, script] = command;
  if (
    command.length === 3 &&
    script !== undefined &&
    /^(.*\/)?(ba|z)?sh$/.test(program ?? "") &&
    /^-l?c$/.test(flag ?? "")
  )
    return script;
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
