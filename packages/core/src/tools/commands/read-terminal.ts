import { formatSessionOutput, type SessionResult, type YieldOptions } from "../../exec/exec-command-sessions.js";
import type { CommandOutput } from "../../items/call-items.js";
import type { ItemHandle } from "../../session/item-handle.js";
import type { Turn } from "../../session/turn.js";
import { failedAnswer, type ToolAnswer } from "../tool.js";
import { outputInto } from "./command-item.js";

/** The shortest wait for output: a command needs some time to print anything, and every further look costs the model a request. */
const MIN_WAIT_MS = 250;
/** The same without any input: nothing but time will change what there is to read. */
const MIN_WAIT_TO_READ_MS = 5000;

/** How long a call waits for a terminal's output, and how much output the model gets. */
export interface ReadLimits {
  readonly yield_time_ms: number;
  readonly max_output_tokens: number;
}

export function yieldOptions(
  { running, context }: Turn,
  { yield_time_ms, max_output_tokens }: ReadLimits,
  item: ItemHandle<"command"> | ItemHandle<"terminal-input">,
): YieldOptions {
  const onOutput = outputInto(item);
  const onlyReads = item.item.kind === "terminal-input" && item.item.input === "";
  return {
    yieldTimeMs: Math.max(yield_time_ms, onlyReads ? MIN_WAIT_TO_READ_MS : MIN_WAIT_MS),
    maxOutputTokens: Math.min(max_output_tokens, context.toolOutputTokens ?? max_output_tokens),
    signal: running.signal,
    onOutput: (bytes) => onOutput("stdout", bytes),
  };
}

/** The result of reading a terminal, for its item. */
export interface TerminalReading {
  readonly status: "completed" | "failed";
  readonly output: CommandOutput;
  /** Absent while the command is running. */
  readonly exitCode?: number;
  readonly durationMs: number;
}

export function endOf(result: SessionResult, startedAt: number): TerminalReading {
  const durationMs = performance.now() - startedAt;
  if (result.type === "failed") {
    const { message } = result;
    return {
      status: "failed",
      output: { stdout: "", stderr: message, aggregated: message, formatted: message },
      durationMs,
    };
  }
  const { output: formatted, shown, status } = result;
  const output = { stdout: shown, stderr: "", aggregated: shown, formatted };
  return { status: "completed", output, durationMs, ...(status.type === "exited" && { exitCode: status.exitCode }) };
}

export function answerOf(id: number, result: SessionResult): ToolAnswer {
  if (result.type === "failed") return failedAnswer(result.message);
  const isRunning = result.status.type === "running";
  return { output: formatSessionOutput(result), terminal: { id, isRunning } };
}
