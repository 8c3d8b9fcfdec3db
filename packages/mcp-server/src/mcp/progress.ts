import type { ProgressToken } from "@codex/mcp-types/meta";

/** How often a caller is notified that the work continues, in milliseconds. MCP clients time out after some silence. */
const HEARTBEAT_MS = 5_000;

type Send = (method: string, params: unknown) => void;

/** Reports progress to the caller of a long request, if it gave a progress token. Silent once disposed. */
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

  /** `progress` must grow from call to call if it is given; otherwise, calls are counted. */
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

  /** From now on, repeats the latest message at each interval. */
  keepAlive(intervalMs: number = HEARTBEAT_MS): void {
    if (this.#token === undefined) return;
    this.#heartbeat ??= setInterval(() => this.report(this.#message), intervalMs);
  }

  [Symbol.dispose](): void {
    this.#done = true;
    clearInterval(this.#heartbeat);
  }
}
