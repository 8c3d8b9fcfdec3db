import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export type Server = ChildProcessByStdio<Writable, Readable, null>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export interface Talk {
  /** Sends a request and returns the result. */
  ask(method: string, params: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** Settles with the next notification of that name. */
  heard(method: string): Promise<unknown>;
}

/** JSON-RPC with a server, one message per line. Waiting ends with the server. */
export function talkTo(server: Server, envelope: object): Talk {
  const waiting = new Map<string | number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  const wait = (key: string | number) => {
    const waiter = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    waiting.set(key, waiter);
    return Promise.race([waiter.promise, ended(server)]);
  };
  createInterface(server.stdout).on("line", (line) => {
    const { id, method, result = {}, error }: Message = JSON.parse(line);
    const waiter = waiting.get(method ?? id ?? "");
    if (error === undefined) waiter?.resolve(result);
    else waiter?.reject(new Error(error.message));
  });
  let last = 0;
  return {
    ask(method, params) {
      const id = ++last;
      const answer = wait(id);
      server.stdin.write(`${JSON.stringify({ ...envelope, id, method, params })}\n`);
      return answer;
    },
    heard: wait,
  };
}

async function ended(server: Server): Promise<never> {
  await once(server, "exit");
  throw new Error("the server ended too early");
}
