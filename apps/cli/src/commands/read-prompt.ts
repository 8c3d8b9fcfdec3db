import type { Io } from "../io.js";

export type PromptSource =
  | { readonly type: "prompt"; readonly text: string }
  | { readonly type: "missing"; readonly message: string };

/** The prompt of the command line; `-` or nothing reads standard input to its end. */
export async function readPrompt(argument: string | undefined, io: Io): Promise<PromptSource> {
  // Standard input is left alone when there is a prompt: an open pipe that nobody writes to would hold us for ever.
  if (argument !== undefined && argument !== "-") return { type: "prompt", text: argument };
  if (argument === undefined && io.stdin.isTTY) {
    return { type: "missing", message: "no prompt: give one as an argument, or pipe one in. See 'codex exec --help'." };
  }
  if (argument === undefined) io.stderr.write("Reading the prompt from standard input …\n");
  const text = await readAll(io);
  if (text.trim() === "") return { type: "missing", message: "the prompt from standard input is empty" };
  return { type: "prompt", text };
}

async function readAll({ stdin, signal }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  const stop = () => stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks).toString("utf8");
}
