import type { SpawnedProcess } from "@codex/linux-sandbox";
import type { ExecOutput, ExecStream } from "./exec-types.js";
import { hideAddressLogins } from "./hide-address-logins.js";
import { CAPTURE_LIMIT_BYTES, OutputCapture } from "./output-capture.js";

/** Collects one command's output and passes on its beginning as it comes. */
export class CommandCapture {
  readonly #startedAt = performance.now();
  readonly #stdout = new OutputCapture();
  readonly #stderr = new OutputCapture();
  /** Both as they came; made only when both have something: until then it is the same as one of them. */
  #both: OutputCapture | undefined;
  readonly #onOutput: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined;
  #deltaRoom = CAPTURE_LIMIT_BYTES;

  constructor(onOutput: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined) {
    this.#onOutput = onOutput;
  }

  /** Resolves when both streams have ended. */
  async readFrom({ stdout, stderr }: Pick<SpawnedProcess, "stdout" | "stderr">): Promise<void> {
    await Promise.all([
      stdout.read((bytes) => this.#append("stdout", bytes)),
      stderr.read((bytes) => this.#append("stderr", bytes)),
    ]);
  }

  /** Adds a line of our own to the error output. */
  note(line: string): void {
    this.#append("stderr", Buffer.from(line));
  }

  finish(exitCode: number): ExecOutput {
    const aggregated = (this.#both ?? (this.#stderr.isEmpty ? this.#stdout : this.#stderr)).read();
    return {
      exitCode,
      stdout: hideAddressLogins(this.#stdout.read().text),
      stderr: hideAddressLogins(this.#stderr.read().text),
      aggregatedOutput: hideAddressLogins(aggregated.text),
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
    if (this.#onOutput === undefined || this.#deltaRoom <= 0) return;
    const delta = Uint8Array.from(bytes.subarray(0, this.#deltaRoom));
    this.#deltaRoom -= delta.length;
    this.#onOutput(stream, delta);
  }
}
