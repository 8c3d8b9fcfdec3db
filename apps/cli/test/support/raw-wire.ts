import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Condition } from "@codex/test-support";
import { builtCodex } from "./built-codex.js";
import type { Workspace } from "./workspace.js";

/** A JSON-RPC message as on the wire. */
export interface RawMessage {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A client of a JSON-RPC server over lines. It can send what no library would. */
export interface RawWire extends AsyncDisposable {
  /** In one write, so that they arrive in this order and before the server's response to the first. */
  send(...messages: readonly RawMessage[]): void;
  call(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** The next matching message that has not been taken, including earlier ones. */
  take(fits: (message: RawMessage) => boolean): Promise<RawMessage>;
}

export async function openRawWire(workspace: Workspace, args: readonly string[]): Promise<RawWire> {
  const child = spawn(process.execPath, [await builtCodex(), ...args], {
    cwd: workspace.cwd,
    env: workspace.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const arrived: RawMessage[] = [];
  const received = new Condition();
  createInterface({ input: child.stdout }).on("line", (line) => {
    arrived.push(JSON.parse(line));
    received.notify();
  });
  void exited.then(([code]) => received.fail(() => new Error(`the server has ended with ${code}`)));
  let count = 0;
  const wire: RawWire = {
    send: (...messages) => void child.stdin.write(messages.map((message) => `${JSON.stringify(message)}\n`).join("")),
    async call(method, params) {
      const id = `call-${count++}`;
      wire.send({ id, method, params, ...VERSION });
      const { result, error } = await wire.take((message) => message.id === id && message.method === undefined);
      if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
      return Object(result);
    },
    take: (fits) =>
      received.until(() => {
        const at = arrived.findIndex(fits);
        return at < 0 ? undefined : arrived.splice(at, 1)[0];
      }),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
  return wire;
}

/** Messages without it are accepted, too. */
export const VERSION = { jsonrpc: "2.0" } as const;
