import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { decodeText } from "@codex/core";

export interface PipedText {
  readonly text: string;
  /** Whether more was still arriving when we stopped waiting. */
  readonly unfinished: boolean;
}

export interface PipedTextOptions {
  /** How long to wait for the first byte, in milliseconds. */
  readonly graceMs: number;
  /** How long a pause between bytes may take, in milliseconds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads what arrives through a pipe immediately; undefined if nothing does. It never waits for a pipe that stays open and silent, as
 * callers often leave one.
 */
export function readPipedText(stdin: Readable, options: PipedTextOptions): Promise<PipedText | undefined> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (unfinished: boolean) => {
      clearTimeout(timer);
      stdin.removeListener("data", onData).removeListener("end", onEnd).removeListener("error", onEnd).pause();
      options.signal.removeEventListener("abort", onEnd);
      const text = decodeText(Buffer.concat(chunks));
      resolve(text === "" ? undefined : { text, unfinished });
    };
    const onEnd = () => finish(false);
    const onSilence = () => finish(true);
    const onData = (chunk: Buffer) => {
      chunks.push(chunk);
      clearTimeout(timer);
      timer = setTimeout(onSilence, options.pauseMs);
    };
    let timer = setTimeout(onSilence, options.graceMs);
    stdin.on("data", onData).once("end", onEnd).once("error", onEnd);
    options.signal.addEventListener("abort", onEnd, { once: true });
  });
}

/** Whether standard input is a pipe or socket: not a terminal, a file or `/dev/null`. */
export function isPipe(fileDescriptor: number): boolean {
  try {
    const stats = fstatSync(fileDescriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
