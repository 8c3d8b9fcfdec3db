import { execa } from "execa";
import { Condition, firstIn } from "../condition.js";
import { PROGRAM_TIMEOUT_MS, type ProgramOptions } from "./run-program.js";

/** A line that a program printed: JSON, or text if it is not JSON. */
export type Line = { readonly json: unknown } | { readonly text: string };

/** A running program that reads and writes one JSON value per line. Disposing it closes its input and waits for its end. */
export interface JsonLinesProgram extends AsyncDisposable {
  readonly pid: number;
  /** Every line so far. */
  readonly lines: readonly Line[];
  /** Sends a value as a line; a string is sent unchanged. */
  send(value: unknown): void;
  /** The first line, from the start on, that `accept` accepts. Rejects if the program ends first. */
  waitFor<T>(accept: (json: unknown) => T | undefined): Promise<T>;
  /** Closes its input; resolves with its exit status once it has ended. */
  end(): Promise<number | undefined>;
}

export function startJsonLinesProgram(
  [program = "", ...args]: readonly string[],
  options: ProgramOptions,
): JsonLinesProgram {
  const child = execa(program, args, {
    ...options,
    extendEnv: false,
    stdin: "pipe",
    buffer: { stdout: false },
    reject: false,
    timeout: PROGRAM_TIMEOUT_MS,
  });
  const lines: Line[] = [];
  const printed = new Condition();
  const read = (async () => {
    for await (const line of child.iterable()) {
      lines.push(parseLine(String(line)));
      printed.notify();
    }
  })();
  const exited = Promise.all([child, read.catch(() => {})]).then(([{ exitCode, stderr }]) => {
    printed.fail(() => new Error(`${program} ended with ${exitCode} before the line that was waited for\n${stderr}`));
    return exitCode;
  });

  return {
    pid: child.pid ?? -1,
    lines,
    send: (value) => void child.stdin.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`),
    waitFor: (accept) => printed.until(firstIn(lines, (line) => ("json" in line ? accept(line.json) : undefined))),
    end() {
      child.stdin.end();
      return exited;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}

function parseLine(text: string): Line {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { text };
  }
}
