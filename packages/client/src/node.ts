// Those who import this need not know that it takes a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import { spawn } from "node:child_process";
import { once } from "node:events";
import { streamTransport } from "@codex/jsonrpc";
import { ClientError } from "./client-error.js";
import { CodexClient, type CodexClientOptions } from "./codex-client.js";

export interface StartCodexOptions extends CodexClientOptions {
  /** The program and its arguments. Default: `codex mcp`. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Default: our own. */
  readonly cwd?: string;
  /** Default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the program's error output goes. Default: nowhere. */
  readonly stderr?: "ignore" | "inherit";
  /** How long the program may take to end after we have hung up before it is killed, in milliseconds. Default: 2000. */
  readonly exitTimeoutMs?: number;
}

/** A client and the program that it talks to. Dispose of it to end both. */
export interface StartedCodex extends AsyncDisposable {
  readonly client: CodexClient;
  readonly pid: number;
  /** Hangs up and resolves when the program has ended. */
  close(): Promise<void>;
}

/** Starts a Codex server and connects to it. Throws `process-failed` or `handshake-failed`. For Node. */
export async function startCodex(options: StartCodexOptions = {}): Promise<StartedCodex> {
  const [program, ...args] = options.command ?? ["codex", "mcp"];
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", options.stderr ?? "ignore"],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new ClientError("process-failed", `${program} could not be started`, { cause });
  }
  const stop = async () => {
    const timer = setTimeout(() => child.kill("SIGKILL"), options.exitTimeoutMs ?? 2000);
    await exited;
    clearTimeout(timer);
  };
  try {
    const transport = streamTransport({ readable: child.stdout, writable: child.stdin });
    const client = await CodexClient.connect(transport, options);
    const close = async () => {
      await client.close();
      await stop();
    };
    return { client, pid: child.pid ?? 0, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await stop();
    throw error;
  }
}
