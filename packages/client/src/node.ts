// Users of this package need not know that it needs a newer library.
/// <reference lib="esnext.disposable" preserve="true" />
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { streamTransport, type Transport } from "@codex/jsonrpc";
import { AppServerClient, type AppServerClientOptions } from "./app-server/app-server-client.js";
import { ClientError } from "./client-error.js";
import { CodexClient, type CodexClientOptions } from "./codex-client.js";

/** How a program is started. */
export interface ProgramOptions {
  /** The program and its arguments. Default: `codex mcp`, or `codex app-server`. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Default: our own. */
  readonly cwd?: string;
  /** Default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives the program's error output. Default: none, except in the error if the start fails. */
  readonly stderr?: "ignore" | "inherit";
  /** How long the program may take to end after the client has disconnected, in milliseconds; then it is killed. Default: 2000. */
  readonly exitTimeoutMs?: number;
}

export interface StartCodexOptions extends CodexClientOptions, ProgramOptions {}
export interface StartAppServerOptions extends AppServerClientOptions, ProgramOptions {}

/** A client and the server program it started. Dispose it to end both. */
export interface Started<Client> extends AsyncDisposable {
  readonly client: Client;
  readonly pid: number;
  /** Disconnects, and resolves when the program has ended. */
  close(): Promise<void>;
}

export type StartedCodex = Started<CodexClient>;

/** How many characters of a program's output are kept for the error if the start fails. */
const MAX_SAID = 2_000;

/** Starts a Codex server and connects to it. Throws `process-failed` or `handshake-failed`. For Node. */
export function startCodex(options: StartCodexOptions = {}): Promise<StartedCodex> {
  const command = options.command ?? (["codex", "mcp"] as const);
  return start({ ...options, command }, (transport) => CodexClient.connect(transport, options));
}

/** Starts an app-server and connects to it. Throws `process-failed` or `handshake-failed`. For Node. */
export function startAppServer(options: StartAppServerOptions): Promise<Started<AppServerClient>> {
  const command = options.command ?? (["codex", "app-server"] as const);
  return start({ ...options, command }, (transport) => AppServerClient.connect(transport, options));
}

async function start<Client extends { close(): Promise<void> }>(
  options: ProgramOptions & {
    readonly command: readonly [program: string, ...args: string[]];
    readonly signal?: AbortSignal;
  },
  connect: (transport: Transport) => Promise<Client>,
): Promise<Started<Client>> {
  const [program, ...args] = options.command;
  const child = spawnIn(program, args, options);
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
    said = (said + piece).slice(-MAX_SAID);
  });
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new ClientError("process-failed", `${program} could not be started: ${messageOf(cause)}`, { cause });
  }
  const stop = async () => {
    const timer = setTimeout(() => child.kill("SIGKILL"), options.exitTimeoutMs ?? 2000);
    await exited;
    clearTimeout(timer);
  };
  try {
    const transport = streamTransport({ readable: child.stdout, writable: child.stdin });
    const client = await connect(transport);
    const close = async () => {
      await client.close();
      await stop();
    };
    return { client, pid: child.pid ?? 0, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await stop();
    // If the program ends by itself with an error, its output says why.
    if (!child.exitCode || options.signal?.aborted === true) throw error;
    const reason = said.trim() === "" ? "" : `: ${said.trim()}`;
    throw new ClientError("process-failed", `${program} ended with ${child.exitCode}${reason}`, { cause: error });
  }
}

function spawnIn(
  program: string,
  args: readonly string[],
  { cwd, env, stderr }: ProgramOptions,
): ChildProcessByStdio<Writable, Readable, Readable | null> {
  const place = { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
  if (stderr === "inherit") return spawn(program, args, { ...place, stdio: ["pipe", "pipe", "inherit"] });
  return spawn(program, args, { ...place, stdio: ["pipe", "pipe", "pipe"] });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
