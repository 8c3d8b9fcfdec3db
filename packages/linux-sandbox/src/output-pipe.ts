import { close } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { OutputPipe } from "./spawned-process.js";

/** Reads a real pipe into one shared buffer, without a copy per chunk. */
export function pipeOf(readEnd: number, buffer: Uint8Array): OutputPipe {
  let socket: Socket | undefined;
  let destroyed = false;
  return {
    read: (onBytes) =>
      new Promise((resolve) => {
        if (destroyed) return resolve();
        const onread = {
          buffer,
          callback: (length: number, bytes: Uint8Array) => {
            onBytes(bytes.subarray(0, length));
            return true;
          },
        };
        socket = new Socket({ fd: readEnd, readable: true, writable: false, onread });
        // `close` comes one event loop turn after the end of the data, which the command's end waits for.
        socket.once("end", () => resolve());
        socket.once("close", () => resolve());
        socket.once("error", () => resolve());
        socket.resume();
      }),
    pause: () => void socket?.pause(),
    resume: () => void socket?.resume(),
    destroy() {
      if (destroyed) return;
      destroyed = true;
      if (socket === undefined) close(readEnd);
      else socket.destroy();
    },
  };
}

/** The same for a stream that Node created. */
export function pipeOfStream(stream: Readable): OutputPipe {
  return {
    read: (onBytes) =>
      new Promise((resolve) => {
        stream.once("close", () => resolve());
        stream.once("error", () => resolve());
        stream.on("data", onBytes);
      }),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    destroy: () => stream.destroy(),
  };
}

/** For a command that writes directly to the terminal. */
export const NO_PIPE: OutputPipe = {
  read: () => Promise.resolve(),
  pause() {},
  resume() {},
  destroy() {},
};
