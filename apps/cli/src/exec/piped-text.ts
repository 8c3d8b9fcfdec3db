import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { decodeText } from "@codex/core";

export interface PipedText {
  readonly text: string;
  /** It was still coming when we stopped waiting for it. */
  readonly unfinished: boolean;
}

export interface PipedTextOptions {
  /** How long the first byte may take, in milliseconds. */
  readonly graceMs: number;
  /** How long a pause in the middle may take, in milliseconds. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

/**
 * What comes through a pipe at once; undefined when nothing does. It never waits for a pipe that stays open and silent:
 * programs that start us often leave one.
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

/** Whether standard input is a pipe or a socket: not a terminal, not a file, not `/dev/null`. */
export function isPipe(fileDescriptor: number): boolean {
  try {
    const stats = fstatSync(fileDescriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    return false;
  }
}
