import type { Config } from "@codex/core";
import { createEventsOutput, createHumanOutput, createItemsOutput, type ExecOutputWriter } from "@codex/exec";
import { createStyle } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { isColoured } from "../is-coloured.js";

const DEFAULT_COLUMNS = 80;

/** How a run is shown: JSON lines on standard output, or for people, progress on standard error and the answer on the other. */
export function execOutput(invocation: Invocation, config: Config, io: Io): ExecOutputWriter {
  const json = jsonFormatOf(invocation, config);
  const writeLine = (text: string) => void io.stdout.write(text);
  if (json === "events") return savedFirst(createEventsOutput(writeLine));
  if (json === "items") {
    const output = savedFirst(createItemsOutput(writeLine));
    return invocation.has("experimental-json") ? quietWhenEnded(output, io) : output;
  }
  const { stdout, stderr } = io;
  const isTerminal = stderr.isTTY === true && io.env["TERM"] !== "dumb";
  // Who wants no colours wants nothing that moves either.
  const isAnimated = isTerminal && !io.env["NO_COLOR"];
  return createHumanOutput({
    writeProgress: (text) => void stderr.write(text),
    writeResult: (text) => void stdout.write(text),
    style: createStyle(isColoured(invocation, io)),
    config,
    sameTerminal: isTerminal && stdout.isTTY === true,
    columns: isAnimated ? () => stderr.columns ?? DEFAULT_COLUMNS : undefined,
  });
}

/** Programs take the last line for the end: by then nothing of a first run's compiled code is left to be written. */
function savedFirst(output: ExecOutputWriter): ExecOutputWriter {
  return {
    ...output,
    end(outcome) {
      process.getBuiltinModule("node:module").flushCompileCache?.();
      output.end(outcome);
    },
  };
}

/** SDKs abort a turn by ending its process, and tell their caller so; a turn that fails then would be told instead. */
function quietWhenEnded(output: ExecOutputWriter, { signal }: Io): ExecOutputWriter {
  const isByThem = () => signal.reason === ("SIGTERM" satisfies NodeJS.Signals);
  return {
    ...output,
    end: (outcome) => (outcome.status === "interrupted" && isByThem() ? undefined : output.end(outcome)),
  };
}

function jsonFormatOf(invocation: Invocation, config: Config): Config["execJsonFormat"] | undefined {
  if (invocation.has("json-events")) return "events";
  return invocation.has("json") ? config.execJsonFormat : undefined;
}
