import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { decodeText } from "@codex/core";
import type { Io } from "../io.js";
import { isPipe, readPipedText } from "./piped-text.js";

export type PromptSource =
  | { readonly type: "prompt"; readonly text: string }
  | { readonly type: "missing"; readonly message: string };

export interface PromptRequest {
  /** As on the command line. */
  readonly argument: string | undefined;
  /** All of standard input belongs to it. */
  readonly withStdin: boolean;
}

/** A pipe that has something for us has it about now: whoever made it started before us, or together with us. */
const GRACE_MS = 200;
const PAUSE_MS = 700;
const STDIN = 0;

/**
 * The prompt of the command line. `-` or nothing reads standard input to its end; beside a prompt, what is piped in at once
 * is added to it.
 */
export async function readPrompt({ argument, withStdin }: PromptRequest, io: Io): Promise<PromptSource> {
  if (argument === undefined || argument === "-") return promptFromStdin(argument, io);
  if (withStdin) return promptOf(withPipedText(argument, await readAll(io)));
  if (io.stdin.isTTY || !isPipe(STDIN)) return promptOf(argument);
  const piped = await readPipedText(io.stdin, { graceMs: GRACE_MS, pauseMs: PAUSE_MS, signal: io.signal });
  if (piped === undefined) return promptOf(argument);
  if (piped.unfinished) {
    io.stderr.write("note: standard input paused; the text so far is part of the prompt (--stdin waits for its end)\n");
  }
  return promptOf(withPipedText(argument, piped.text));
}

/** A script whose variable is empty is told so, before a model is paid for nothing. */
function promptOf(text: string): PromptSource {
  return text.trim() === "" ? { type: "missing", message: "the prompt is empty" } : { type: "prompt", text };
}

async function promptFromStdin(argument: "-" | undefined, io: Io): Promise<PromptSource> {
  if (argument === undefined && io.stdin.isTTY) {
    return { type: "missing", message: "no prompt: give one as an argument, or pipe one in. See 'codex exec --help'." };
  }
  if (argument === undefined) io.stderr.write("Reading the prompt from standard input …\n");
  const prompt = await readAll(io);
  if (prompt.trim() === "") return { type: "missing", message: "the prompt from standard input is empty" };
  return { type: "prompt", text: prompt };
}

function withPipedText(prompt: string, piped: string): string {
  return piped.trim() === "" ? prompt : `${prompt}\n\n<stdin>\n${piped.replace(/\n?$/, "\n")}</stdin>`;
}

async function readAll({ stdin, signal }: Io): Promise<string> {
  return decodeText(await buffer(addAbortSignal(signal, stdin)));
}
