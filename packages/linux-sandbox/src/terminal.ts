import { closeSync, constants, openSync, readlinkSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Descriptors } from "./descriptors.js";
import type { Native, TerminalSize } from "./native.js";
import type { SpawnRequest } from "./spawned-process.js";

/** A pseudo-terminal: this side reads what a command prints and types what it reads. */
export interface Terminal {
  /** The command's side, for `SpawnRequest.stdio`. */
  readonly descriptor: number;
  /** To be called when the command has started, or did not: only then is its end noticed. */
  closeDescriptor(): void;
  /** Hands over what is printed until nothing has the terminal open any more. The bytes are the receiver's. */
  read(onBytes: (bytes: Uint8Array) => void): Promise<void>;
  /** Leaves what is printed in the terminal until `resume`; who prints waits when it is full. */
  pause(): void;
  resume(): void;
  /** False: what was typed before has not been read yet, and there is no room for more. */
  write(bytes: string | Uint8Array): boolean;
  /** Tells the command that its terminal has another size. */
  resize(size: TerminalSize): void;
  /** Hangs up: what still runs in it gets SIGHUP. */
  destroy(): void;
}

const MAX_UNREAD_BYTES = 1024 * 1024;

export function openTerminal(native: Native, size: TerminalSize): Terminal {
  using open = new Descriptors();
  const { master, path } = native.openTerminal(size);
  open.add(master);
  const descriptor = open.add(openSync(path, constants.O_RDWR | constants.O_NOCTTY));
  const stream = new ReadStream(master, { readable: true, writable: true });
  open.handOn(master);
  open.handOn(descriptor);
  // When the last one has closed it, reading fails with EIO: that is its end.
  stream.on("error", () => stream.destroy());
  return {
    descriptor,
    closeDescriptor: () => closeSync(descriptor),
    read: (onBytes) =>
      new Promise((resolve) => {
        if (stream.destroyed) return resolve();
        stream.once("close", () => resolve());
        stream.on("data", onBytes);
      }),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    write(bytes) {
      if (stream.destroyed || stream.writableLength > MAX_UNREAD_BYTES) return false;
      stream.write(bytes);
      return true;
    },
    resize(size) {
      if (!stream.destroyed) native.resizeTerminal(master, size);
    },
    destroy: () => void stream.destroy(),
  };
}

/** The name of the terminal that a command gets; undefined when it gets none. */
export function terminalPath(stdio: SpawnRequest["stdio"] = "pipe"): string | undefined {
  if (stdio === "pipe" || (stdio !== "inherit" && "input" in stdio)) return undefined;
  const descriptors = stdio === "inherit" ? [0, 1, 2] : [stdio.terminal];
  return descriptors.map(nameOf).find((name) => /^\/dev\/(pts\/\d+|tty\w+)$/.test(name));
}

function nameOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return "";
  }
}
