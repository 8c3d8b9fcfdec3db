import { closeSync } from "node:fs";
import { Socket } from "node:net";
import type { Native } from "./native.js";

/** A pipe that a command reads: this side writes what is its input. */
export interface InputPipe {
  /** The command's side, for `SpawnRequest.stdio`. */
  readonly descriptor: number;
  /** To be called when the command has started, or did not. */
  closeDescriptor(): void;
  /** False: what was written before has not been read yet, and there is no room for more; or the pipe is closed. */
  write(bytes: Uint8Array): boolean;
  /** The command reads the end, after what was written. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}

const MAX_UNREAD_BYTES = 1024 * 1024;

export function openInputPipe(native: Native): InputPipe {
  const { readEnd, writeEnd } = native.createPipe();
  const stream = new Socket({ fd: writeEnd, readable: false, writable: true });
  // A command that reads no more is no fault of anybody.
  stream.on("error", () => stream.destroy());
  return {
    descriptor: readEnd,
    closeDescriptor: () => closeSync(readEnd),
    write(bytes) {
      if (stream.destroyed || stream.writableEnded || stream.writableLength > MAX_UNREAD_BYTES) return false;
      stream.write(bytes);
      return true;
    },
    end: () => void stream.end(),
    destroy: () => void stream.destroy(),
  };
}
