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
  /** Whether all of standard input belongs to the prompt. */
  readonly withStdin: boolean;
}

/** The other end of a pipe was started before or with us, so its data arrives about now. */
const GRACE_MS = 200;
const PAUSE_MS = 700;
const STDIN = 0;

/**
 * The prompt of a command line. `-` or no argument reads standard input to its end; otherwise immediately available piped input is added to
 * the prompt.
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

/** An empty prompt, for example from a script's unset variable, is an error before a model is paid for it. */
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
