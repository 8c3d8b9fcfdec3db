import type { ProgressToken } from "@codex/mcp-types/meta";

/** How often a caller hears that the work goes on, in milliseconds. MCP clients give up after some silence. */
const HEARTBEAT_MS = 5_000;

type Send = (method: string, params: unknown) => void;

/** Tells the caller of a long request how it goes, if it gave a token to tell it by. Silent once it is disposed. */
export class Progress implements Disposable {
  readonly #token: ProgressToken | undefined;
  readonly #send: Send;
  #count = 0;
  #message: string | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #done = false;

  constructor(token: ProgressToken | undefined, send: Send) {
    this.#token = token;
    this.#send = send;
  }

  /** `progress` must grow from call to call where it is given; otherwise calls are counted. */
  report(message: string | undefined, amount: { readonly progress?: number; readonly total?: number } = {}): void {
    if (this.#token === undefined || this.#done) return;
    this.#count = amount.progress ?? this.#count + 1;
    this.#message = message;
    this.#send("notifications/progress", {
      progressToken: this.#token,
      progress: this.#count,
      total: amount.total,
      message,
    });
  }

  /** From now on the latest message is repeated whenever the interval passes. */
  keepAlive(intervalMs: number = HEARTBEAT_MS): void {
    if (this.#token === undefined) return;
    this.#heartbeat ??= setInterval(() => this.report(this.#message), intervalMs);
  }

  [Symbol.dispose](): void {
    this.#done = true;
    clearInterval(this.#heartbeat);
  }
}
