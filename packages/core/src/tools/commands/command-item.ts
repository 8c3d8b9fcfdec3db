import { breathe } from "@codex/slices";
import { parseCommand } from "../../command-summary/parse-command.js";
import type { ExecOutput, ExecResult, ExecStream } from "../../exec/exec-types.js";
import { formatExecOutputText } from "../../exec/output/format-output.js";
import type { Command, CommandOutput } from "../../items/call-items.js";
import type { ItemEnd, ItemHandle } from "../../session/item-handle.js";
import type { Turn } from "../../session/turn.js";
import { shellScript } from "../../shell/shell-script.js";

export const NO_OUTPUT: CommandOutput = { stdout: "", stderr: "", aggregated: "", formatted: "" };

export type CommandItem = ItemHandle<"command">;

/** Begins a command's item: `proposed` while it needs approval. */
export async function commandItem(
  { running }: Turn,
  callId: string | undefined,
  command: { readonly command: readonly string[]; readonly cwd: string },
  options: Pick<Command, "source" | "processId" | "decision"> & { readonly status: "proposed" | "running" },
): Promise<CommandItem> {
  await breathe();
  const actions = await parseCommand(options.source !== "agent" ? asShellScript(command.command) : command.command);
  await breathe();
  return running.item("command", {
    ...options,
    callId,
    command: command.command,
    cwd: command.cwd,
    actions,
    output: NO_OUTPUT,
  });
}

/** Commands in a terminal, and the user's, are scripts of some shell. */
function asShellScript(command: readonly string[]): readonly string[] {
  const script = shellScript(command);
  return script === undefined ? command : ["bash", "-lc", script];
}

/** Forwards output to the item as it arrives. */
export function outputInto(
  item: ItemHandle<"command"> | ItemHandle<"terminal-input">,
): (stream: ExecStream, bytes: Uint8Array) => void {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  return (stream, bytes) => {
    const text = decoders[stream].decode(bytes, { stream: true });
    item.update({ type: "output", stream, bytes, text });
  };
}

/** How the item of an executed command ends. */
export function endOfCommand(result: ExecResult): ItemEnd<"command"> {
  const shown = outputToShow(result);
  return {
    ...outcomeOf(result),
    output: {
      stdout: shown.stdout,
      stderr: shown.stderr,
      aggregated: shown.aggregatedOutput,
      formatted: formatExecOutputText(shown),
    },
    exitCode: shown.exitCode,
    durationMs: shown.durationMs,
  };
}

function outcomeOf(result: ExecResult): Pick<ItemEnd<"command">, "status" | "failure"> {
  switch (result.type) {
    case "finished":
      return { status: result.output.signal === undefined ? "completed" : "failed" };
    case "interrupted":
      return { status: "interrupted" };
    case "sandbox-denied":
      return { status: "failed", failure: { code: "sandbox-denied", message: "the command failed in the sandbox" } };
    case "timed-out":
      return { status: "failed", failure: { code: "timed-out", message: timeoutNote(result.output) } };
    case "failed-to-start":
    case "sandbox-unavailable":
      return { status: "failed", failure: { code: result.type, message: result.message } };
    default:
      return result satisfies never;
  }
}

/** A command's output, with a note if something else ended it. */
export function outputToShow(result: ExecResult): ExecOutput {
  switch (result.type) {
    case "finished": {
      const { signal } = result.output;
      if (signal === undefined) return result.output;
      return withNote(result.output, `command was killed by ${signal}`);
    }
    case "interrupted":
      return withNote({ ...result.output, exitCode: -1 }, "command aborted by user");
    case "sandbox-denied":
      return result.output;
    case "timed-out":
      return withNote({ ...result.output, exitCode: -1 }, timeoutNote(result.output));
    case "failed-to-start":
    case "sandbox-unavailable":
      return withNote(
        { exitCode: -1, stdout: "", stderr: "", aggregatedOutput: "", durationMs: 0, timedOut: false },
        result.message,
      );
    default:
      result satisfies never;
      throw new TypeError("unknown result");
  }
}

const timeoutNote = ({ durationMs }: ExecOutput): string =>
  `command timed out after ${Math.round(durationMs)} milliseconds`;

function withNote(output: ExecOutput, note: string): ExecOutput {
  const join = (text: string) => (text === "" || text.endsWith("\n") ? `${text}${note}` : `${text}\n${note}`);
  return { ...output, stderr: join(output.stderr), aggregatedOutput: join(output.aggregatedOutput) };
}
