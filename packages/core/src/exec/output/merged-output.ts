import type { OutputPipe, SpawnedProcess } from "@codex/linux-sandbox";
import type { ExecStream } from "../exec-types.js";

/** The two output streams of a command, read together. */
export interface MergedOutput extends Pick<OutputPipe, "pause" | "resume" | "destroy"> {
  /** Resolves when both have ended. The bytes are valid only during the call. */
  read(onOutput: (stream: ExecStream, bytes: Uint8Array) => void): Promise<void>;
}

export function mergedOutput({ stdout, stderr }: Pick<SpawnedProcess, "stdout" | "stderr">): MergedOutput {
  return {
    async read(onOutput) {
      await Promise.all([
        stdout.read((bytes) => onOutput("stdout", bytes)),
        stderr.read((bytes) => onOutput("stderr", bytes)),
      ]);
    },
    pause() {
      stdout.pause();
      stderr.pause();
    },
    resume() {
      stdout.resume();
      stderr.resume();
    },
    destroy() {
      stdout.destroy();
      stderr.destroy();
    },
  };
}
