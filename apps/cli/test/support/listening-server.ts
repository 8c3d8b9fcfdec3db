import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { builtCodex } from "./built-codex.js";
import type { Workspace } from "./workspace.js";

/** `codex app-server` listening on a socket in its home. */
export interface ListeningServer extends AsyncDisposable {
  /** For `--remote`. */
  readonly url: string;
  readonly program: ChildProcess;
}

export async function startListeningServer(workspace: Workspace): Promise<ListeningServer> {
  const url = `unix://${path.join(workspace.codexHome, "socket")}`;
  const args = [await builtCodex(), "app-server", "--listen", url];
  const program = spawn(process.execPath, args, { ...workspace, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(program, "exit");
  await once(createInterface({ input: program.stderr }), "line");
  return {
    url,
    program,
    async [Symbol.asyncDispose]() {
      program.kill("SIGKILL");
      await ended;
    },
  };
}
