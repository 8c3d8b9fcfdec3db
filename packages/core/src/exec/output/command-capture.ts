import type { SpawnedProcess } from "@codex/linux-sandbox";
import type { ExecOutput, ExecStream } from "../exec-types.js";
import { hideAddressLogins } from "./hide-address-logins.js";
import { mergedOutput } from "./merged-output.js";
import { type CapturedText, OutputCapture } from "./output-capture.js";
import { OutputStart } from "./output-start.js";

/** Collects a command's output and passes on its beginning as it arrives. */
export class CommandCapture {
  readonly #startedAt = performance.now();
  readonly #stdout = new OutputCapture();
  readonly #stderr = new OutputCapture();
  /** Both streams in order of arrival. Created once both have output; until then it equals one of them. */
  #both: OutputCapture | undefined;
  readonly #onOutput: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined;
  readonly #start = new OutputStart();

  constructor(onOutput: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined) {
    this.#onOutput = onOutput;
  }

  /** Resolves when both streams have ended. */
  readFrom(outputs: Pick<SpawnedProcess, "stdout" | "stderr">): Promise<void> {
    return mergedOutput(outputs).read((stream, bytes) => this.#append(stream, bytes));
  }

  /** Adds our own line to the error output. */
  note(line: string): void {
    this.#append("stderr", Buffer.from(line));
  }

  finish(exitCode: number): ExecOutput {
    const stdout = readShown(this.#stdout);
    const stderr = readShown(this.#stderr);
    const aggregated = this.#both === undefined ? (this.#stderr.isEmpty ? stdout : stderr) : readShown(this.#both);
    return {
      exitCode,
      stdout: stdout.text,
      stderr: stderr.text,
      aggregatedOutput: aggregated.text,
      aggregatedTotalLines: aggregated.totalLines,
      aggregatedOmittedBytes: aggregated.omittedBytes,
      durationMs: performance.now() - this.#startedAt,
      timedOut: false,
    };
  }

  #append(stream: ExecStream, bytes: Uint8Array): void {
    const [own, other] = stream === "stdout" ? [this.#stdout, this.#stderr] : [this.#stderr, this.#stdout];
    if (!other.isEmpty) this.#both ??= other.copy();
    this.#both?.append(bytes);
    own.append(bytes);
    const onOutput = this.#onOutput;
    if (onOutput !== undefined) this.#start.show(bytes, (piece) => onOutput(stream, piece));
  }
}

function readShown(capture: OutputCapture): CapturedText {
  const captured = capture.read();
  return { ...captured, text: hideAddressLogins(captured.text) };
}
