import { closeSync, constants, openSync, readlinkSync } from "node:fs";
import { ReadStream } from "node:tty";
import { Descriptors } from "./descriptors.js";
import type { Native, TerminalSize } from "./native.js";
import type { SpawnRequest } from "./spawned-process.js";

/** A pseudo-terminal: this side reads the command's output and types its input. */
export interface Terminal {
  /** The command's side, for `SpawnRequest.stdio`. */
  readonly descriptor: number;
  /** Must be called once the command has started or failed to start; otherwise its end goes unnoticed. */
  closeDescriptor(): void;
  /** Passes on output until no process has the terminal open. The receiver owns the bytes. */
  read(onBytes: (bytes: Uint8Array) => void): Promise<void>;
  /** Leaves output in the terminal until `resume`; the writer blocks when it is full. */
  pause(): void;
  resume(): void;
  /** False if the input buffer is full. */
  write(bytes: string | Uint8Array): boolean;
  /** Tells the command that the terminal's size has changed. */
  resize(size: TerminalSize): void;
  /** Hangs up: processes that still run in it get SIGHUP. */
  destroy(): void;
}

const MAX_UNREAD_BYTES = 1024 * 1024;

export function openTerminal(native: Native, size: TerminalSize): Terminal {
  using open = new Descriptors();
  const { master, path } = native.openTerminal(size);
  open.add(master);
  // The stream closes the master when the command has closed its side. Programs do so shortly before they exit, and the kernel would kill
  // them with SIGHUP before they have reported their exit code.
  const held = open.add(native.duplicate(master));
  const descriptor = open.add(openSync(path, constants.O_RDWR | constants.O_NOCTTY));
  const stream = new ReadStream(master, { readable: true, writable: true });
  for (const kept of [master, held, descriptor]) open.handOn(kept);
  let isHeld = true;
  // Reading fails with EIO once the last process has closed it; that is the normal end.
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
    destroy() {
      stream.destroy();
      if (isHeld) closeSync(held);
      isHeld = false;
    },
  };
}

/** The device path of the command's terminal; undefined if it gets none. */
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
