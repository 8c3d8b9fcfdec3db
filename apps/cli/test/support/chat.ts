import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ModelReply, type ModelServer, sse, startModelServer } from "@codex/test-support";
import { codexOnTerminal } from "./codex-terminal.js";
import type { Terminal } from "./terminal.js";
import { createWorkspace, type Workspace } from "./workspace.js";

/** A workspace whose folder is already trusted, so that the chat starts at once. */
export async function chatWorkspace(model: ModelServer, config = ""): Promise<Workspace> {
  const workspace = await createWorkspace({ model, config });
  const file = path.join(workspace.codexHome, "config.toml");
  await writeFile(file, `[projects."${workspace.cwd}"]\ntrust_level = "trusted"\n`, { flag: "a" });
  return workspace;
}

/** The status row while nothing is running. */
export const IDLE = "? help";

/** Waits until a question takes keys: the keyboard must be silent for half a second. */
export const silence = (): Promise<void> => sleep(700);

/** The model runs a command that ends when there is the file in the working folder. */
export const runsUntil = (file: string): ModelReply =>
  sse.shell(["sh", "-c", `until [ -e ${file} ]; do sleep 0.05; done`]);

/** Sends a message; settles when its answer is shown and its turn has ended. */
export async function converse(terminal: Terminal, message: string, answer: string): Promise<void> {
  terminal.write(`${message}\r`);
  await terminal.waitFor(answer);
  await terminal.waitFor(IDLE);
}

/** The user's and the model's messages of a request. */
export function transcriptOf(model: ModelServer, request: number): string {
  const body = model.requests[request]?.body as { input: unknown } | undefined;
  return JSON.stringify(body?.input);
}

export async function chatWith(script: readonly ModelReply[], config = "", args: readonly string[] = []) {
  const model = await startModelServer(script);
  const workspace = await chatWorkspace(model, config);
  const terminal = await codexOnTerminal(workspace, args);
  // A turn that starts by itself may end before its first frame.
  await terminal.waitFor(args.length === 0 ? IDLE : /Esc stops|\? help/);
  return {
    model,
    workspace,
    terminal,
    async [Symbol.asyncDispose]() {
      await terminal[Symbol.asyncDispose]();
      await workspace[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}
