import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import type { SandboxWorkerOrder, SandboxWorkerReply, SandboxWorkerSetup } from "./sandbox-worker.js";
import { describeSpawnError } from "./spawn-error.js";
import type { ExitStatus } from "./spawned-process.js";

export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
}

export type StartOutcome =
  | { readonly type: "started"; readonly process: StartedProcess }
  | { readonly type: "failed-to-start"; readonly message: string };

/** A thread that has restricted itself for good and starts commands, which inherit its restrictions. */
export interface RestrictedWorker extends AsyncDisposable {
  readonly landlockVersion: number;
  start(order: Omit<SandboxWorkerOrder, "id">): Promise<StartOutcome>;
  /** Ends it once the last command that it started has ended. */
  retire(): void;
}

/** Starts the thread (about 35 ms). Rejects, saying why, when the restrictions cannot be set up; nothing runs then. */
export async function startRestrictedWorker(setup: SandboxWorkerSetup): Promise<RestrictedWorker> {
  const { Worker: Thread } = await import("node:worker_threads");
  const worker = new Thread(workerFile(), {
    workerData: setup,
    env: {},
    execArgv: [],
    // Descriptors of commands are the main thread's: the thread must not close them when it ends.
    trackUnmanagedFds: false,
  });
  // A thread that waits for orders is no reason to stay alive; a command's pipes are.
  worker.unref();
  const orders = new Orders(worker);
  const landlockVersion = await orders.ready;
  return {
    landlockVersion,
    start: (order) => orders.send(order),
    retire: () => orders.retire(),
    [Symbol.asyncDispose]: async () => {
      await worker.terminate();
    },
  };
}

/** From source it is TypeScript, which Node runs as it is; bundles carry it as JavaScript beside themselves. */
export function workerFile(): URL {
  const bundled = new URL("./sandbox-worker.js", import.meta.url);
  return existsSync(fileURLToPath(bundled)) ? bundled : new URL("./sandbox-worker.ts", import.meta.url);
}

interface Pending {
  readonly started: (outcome: StartOutcome) => void;
  readonly exited: PromiseWithResolvers<ExitStatus>;
}

/** Matches the thread's replies with the orders that it was given. */
class Orders {
  readonly ready: Promise<number>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #isRetired = false;
  #ended: string | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    const ready = Promise.withResolvers<number>();
    this.ready = ready.promise;
    worker.on("message", (reply: SandboxWorkerReply) => {
      if (reply.type === "ready") ready.resolve(reply.landlockVersion);
      else if (reply.type === "setup-failed") ready.reject(new Error(reply.message));
      else this.#settle(reply);
    });
    const end = (reason: string) => {
      this.#ended ??= reason;
      ready.reject(new Error(reason));
      for (const pending of this.#pending.values()) this.#abandon(pending, reason);
    };
    worker.once("error", (error) => end(`the sandbox thread failed: ${String(error)}`));
    worker.once("exit", () => end("the sandbox thread has ended"));
  }

  send(order: Omit<SandboxWorkerOrder, "id">): Promise<StartOutcome> {
    if (this.#ended !== undefined) return Promise.resolve({ type: "failed-to-start", message: this.#ended });
    const id = ++this.#lastId;
    return new Promise((started) => {
      this.#pending.set(id, { started, exited: Promise.withResolvers<ExitStatus>() });
      this.#worker.ref();
      this.#worker.postMessage({ id, ...order } satisfies SandboxWorkerOrder);
    });
  }

  #settle(reply: Exclude<SandboxWorkerReply, { type: "ready" | "setup-failed" }>): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    switch (reply.type) {
      case "spawned":
        pending.started({ type: "started", process: { pid: reply.pid, exited: pending.exited.promise } });
        return;
      case "spawn-failed":
        pending.started({ type: "failed-to-start", message: describeSpawnError(reply) });
        break;
      case "exited":
        pending.exited.resolve({ code: reply.code, signal: reply.signal });
        break;
      default:
        reply satisfies never;
    }
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#rest();
  }

  retire(): void {
    this.#isRetired = true;
    if (this.#pending.size === 0) this.#rest();
  }

  #rest(): void {
    this.#worker.unref();
    if (this.#isRetired) void this.#worker.terminate();
  }

  /** The thread is gone, and with it the news of what it started. */
  #abandon(pending: Pending, reason: string): void {
    pending.started({ type: "failed-to-start", message: reason });
    pending.exited.resolve({ code: null, signal: "SIGKILL" });
  }
}
