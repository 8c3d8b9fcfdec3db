import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { builtCodex } from "./built-codex.js";
import { underRequirements } from "./requirements.js";
import type { Workspace } from "./workspace.js";

/** A listening `codex app-server`. */
export interface ListeningServer extends AsyncDisposable {
  /** For `--remote`. */
  readonly url: string;
  readonly program: ChildProcess;
}

export interface ListeningServerOptions {
  /** Default: a socket in its home. */
  readonly listen?: "unix" | "ws";
  /** Of its machine's administrator. */
  readonly requirements?: string;
}

export async function startListeningServer(
  workspace: Workspace,
  { listen = "unix", requirements }: ListeningServerOptions = {},
): Promise<ListeningServer> {
  const address = listen === "unix" ? `unix://${path.join(workspace.codexHome, "socket")}` : "ws://127.0.0.1:0";
  const command = [process.execPath, await builtCodex(), "app-server", "--listen", address];
  const [file = "", ...args] =
    requirements === undefined ? command : await underRequirements(workspace, requirements, command);
  const program = spawn(file, args, { ...workspace, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(program, "exit");
  const [line] = (await once(createInterface({ input: program.stderr }), "line")) as [string];
  const url = line.split(" ").at(-1) ?? "";
  return {
    url,
    program,
    async [Symbol.asyncDispose]() {
      program.kill("SIGKILL");
      await ended;
    },
  };
}
