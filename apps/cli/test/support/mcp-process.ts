import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { LineDecoder } from "@codex/jsonrpc";
import { Condition, firstIn } from "@codex/test-support";
import * as z from "zod";
import { startCodex } from "./run-codex.js";
import type { Workspace } from "./workspace.js";

const MessageSchema = z.looseObject({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string().optional(),
});
export type Message = z.infer<typeof MessageSchema>;

/** A `codex mcp` process and its output. */
export interface McpProcess extends AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  /** All messages on standard output; a line that is not JSON-RPC fails the test. */
  readonly messages: readonly Message[];
  /** What it wrote to standard error. */
  readonly log: string;
  /** Lines of standard output that are not messages. */
  readonly strays: readonly string[];
  write(bytes: string | Uint8Array): Promise<void>;
  /** Sends a request and waits for its response. */
  request(method: string, params?: unknown): Promise<Message>;
  /** The first matching message, now or later. Throws if the process ends first. */
  heard(fits: (message: Message) => boolean): Promise<Message>;
  /** Its exit status, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
}

export async function startMcp(workspace: Workspace, args: readonly string[] = []): Promise<McpProcess> {
  const child = await startCodex(workspace, ["mcp", ...args]);
  const messages: Message[] = [];
  const strays: string[] = [];
  const received = new Condition();
  const decoder = new LineDecoder();
  let log = "";
  let nextId = 0;
  child.stdin.on("error", () => {});
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  child.stdout.on("data", (chunk: Buffer) => {
    for (const line of decoder.push(chunk)) {
      const text = line.type === "text" ? line.text : "";
      const parsed = MessageSchema.safeParse(parse(text));
      if (parsed.success) messages.push(parsed.data);
      else strays.push(text);
    }
    received.notify();
  });
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("exit", (code, signal) => {
      resolve(code ?? signal);
      received.fail(() => new Error(`the server ended; it said:\n${log}`));
    }),
  );
  const heard: McpProcess["heard"] = (fits) =>
    received.until(firstIn(messages, (message) => (fits(message) ? message : undefined)));
  const write = (bytes: string | Uint8Array) =>
    new Promise<void>((resolve) => child.stdin.write(bytes, () => resolve()));
  return {
    child,
    messages,
    strays,
    get log() {
      return log;
    },
    exited,
    heard,
    write,
    async request(method, params) {
      const id = `our-${nextId++}`;
      await write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      return heard((message) => message.id === id && message.method === undefined);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

export const introduce = (server: McpProcess): Promise<Message> =>
  server.request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  });

export function isAlive(pid: number): boolean {
  try {
    // A zombie process counts as ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** How many listening sockets the process has. Linux only. */
export function listeningSockets(pid: number): number {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return "";
      }
    }),
  );
  return ["tcp", "tcp6"]
    .flatMap((table) => readFileSync(`/proc/${pid}/net/${table}`, "utf8").trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && own.has(`socket:[${inode}]`)).length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
