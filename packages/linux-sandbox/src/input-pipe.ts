import { closeSync } from "node:fs";
import { Socket } from "node:net";
import type { Native } from "./native.js";

/** A pipe to a command's input; this side writes. */
export interface InputPipe {
  /** The command's side, for `SpawnRequest.stdio`. */
  readonly descriptor: number;
  /** Must be called once the command has started or failed to start. */
  closeDescriptor(): void;
  /** False if the pipe is full or closed. */
  write(bytes: Uint8Array): boolean;
  /** The command reads the end of the input after everything written so far. */
  end(): void;
  /** Closes at once, dropping unread input. */
  destroy(): void;
}

const MAX_UNREAD_BYTES = 1024 * 1024;

export function openInputPipe(native: Native): InputPipe {
  const { readEnd, writeEnd } = native.createPipe();
  const stream = new Socket({ fd: writeEnd, readable: false, writable: true });
  // A command may stop reading its input; that is no error.
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
