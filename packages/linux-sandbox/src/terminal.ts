import { closeSync, constants, openSync } from "node:fs";
import { ReadStream } from "node:tty";
import { isExecutable } from "./executable.js";
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
  /** False: what was typed before has not been read yet, and there is no room for more. */
  write(text: string): boolean;
  /** Hangs up: what still runs in it gets SIGHUP. */
  destroy(): void;
}

const MAX_UNREAD_BYTES = 1024 * 1024;

export function openTerminal(native: Native, size: TerminalSize): Terminal {
  const { master, path } = native.openTerminal(size);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const stream = new ReadStream(master, { readable: true, writable: true });
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
    write(text) {
      if (stream.destroyed || stream.writableLength > MAX_UNREAD_BYTES) return false;
      stream.write(text);
      return true;
    },
    destroy: () => void stream.destroy(),
  };
}

/** Where util-linux or busybox put it; not looked for in `PATH`, which may lead into a workspace. */
const SETSID = ["/usr/bin/setsid", "/bin/setsid", "/run/current-system/sw/bin/setsid"];

/** Makes the terminal that a command gets its own: without that Ctrl-C reaches nobody. */
export function terminalCommand(stdio: SpawnRequest["stdio"], command: readonly string[]): readonly string[] {
  if (typeof stdio !== "object") return command;
  const setsid = SETSID.find(isExecutable);
  return setsid === undefined ? command : [setsid, "-c", ...command];
}
