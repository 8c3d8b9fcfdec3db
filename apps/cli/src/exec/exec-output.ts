import type { Config } from "@codex/core";
import { createEventsOutput, createHumanOutput, createItemsOutput, type ExecOutputWriter } from "@codex/exec";
import { createStyle } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { isColoured } from "../is-coloured.js";

const DEFAULT_COLUMNS = 80;

/**
 * How a run is shown: as JSON lines on standard output; or for people, with progress on standard error and the answer on standard output.
 */
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
  // Users who do not want colours do not want animation either.
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

/** Programs treat the last line as the end, so Node's compile cache must be written before it. */
function savedFirst(output: ExecOutputWriter): ExecOutputWriter {
  return {
    ...output,
    end(outcome) {
      process.getBuiltinModule("node:module").flushCompileCache?.();
      output.end(outcome);
    },
  };
}

/** SDKs abort a turn by ending the process and report that to their caller. A failed turn must not be reported instead. */
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
