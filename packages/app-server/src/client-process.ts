import type { CommandExecResponse } from "@codex/app-server-protocol/command-exec";
import type { ClientCommand } from "@codex/core";
import { invalidParams, invalidRequest } from "./rpc-errors.js";

type Stream = "stdout" | "stderr";

export interface ClientProcessOptions {
  readonly isTerminal: boolean;
  /** The maximum output of each stream that the client gets; undefined for all of it. */
  readonly outputBytes: number | undefined;
  /** The time limit in milliseconds; undefined for none. */
  readonly timeoutMs: number | undefined;
  /** Receives the output as it arrives; otherwise it is part of the result. */
  readonly onDelta: ((stream: Stream, bytes: Uint8Array, capReached: boolean) => Promise<void>) | undefined;
}

/** The most output that a client may have unread, in bytes; a command that writes more is paused. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** The exit codes that shells and the protocol use. */
const TIMED_OUT = 124;
const KILLED = 137;

/** A command run by a client, from its request to its answer. Disposing ends it. */
export class ClientProcess implements AsyncDisposable {
  readonly #options: ClientProcessOptions;
  readonly #kept: Record<Stream, Uint8Array[]> = { stdout: [], stderr: [] };
  readonly #room: Record<Stream, number>;
  /** Resolves when the client has read all output sent so far; it reads in order. */
  #delivered: Promise<void> | undefined;
  #unreadBytes = 0;
  readonly #started = Promise.withResolvers<ClientCommand | undefined>();
  #command: ClientCommand | undefined;
  #end: number | undefined;

  constructor(options: ClientProcessOptions) {
    this.#options = options;
    const room = options.outputBytes ?? Number.POSITIVE_INFINITY;
    this.#room = { stdout: room, stderr: room };
  }

  take(stream: Stream, bytes: Uint8Array): void {
    const room = this.#room[stream];
    if (room <= 0) return;
    const kept = Uint8Array.from(bytes.subarray(0, room));
    this.#room[stream] -= kept.length;
    if (this.#options.onDelta === undefined) this.#kept[stream].push(kept);
    else this.#paceCommand(kept, this.#options.onDelta(stream, kept, this.#room[stream] <= 0));
  }

  /** Whether a stream has reached its limit, so that there may be more output. */
  isFull(stream: Stream): boolean {
    return this.#room[stream] <= 0;
  }

  /** Waits for the exit; the time limit, the client or the signal can cause it. */
  async run(command: ClientCommand, signal: AbortSignal): Promise<CommandExecResponse> {
    this.#command = command;
    this.#started.resolve(command);
    const { timeoutMs } = this.#options;
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop(TIMED_OUT), timeoutMs);
    const stop = () => this.#stop(KILLED);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted || this.#end !== undefined) this.#stop(this.#end ?? KILLED);
    try {
      const exitCode = await command.ended;
      await this.#delivered;
      return { exitCode: this.#end ?? exitCode, stdout: this.#text("stdout"), stderr: this.#text("stderr") };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  async write(bytes: Uint8Array | undefined, isEnd: boolean): Promise<void> {
    const command = await this.#running();
    if (bytes !== undefined && bytes.length > 0 && !command.write(bytes)) {
      throw invalidRequest(
        "the process takes no input: streamStdin was not asked for, it is closed, or nobody reads it",
      );
    }
    if (isEnd) command.endInput();
  }

  async resize(size: { readonly columns: number; readonly rows: number }): Promise<void> {
    if (!this.#options.isTerminal) throw invalidRequest("the process has no terminal");
    if (size.columns < 1 || size.rows < 1) throw invalidParams("a terminal has at least one row and one column");
    (await this.#running()).resize(size);
  }

  terminate(): void {
    this.#stop(KILLED);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#started.resolve(undefined);
    await this.#command?.[Symbol.asyncDispose]();
  }

  /** Pauses the command while the client is too far behind. */
  #paceCommand({ length }: Uint8Array, delivered: Promise<void>): void {
    this.#unreadBytes += length;
    if (this.#unreadBytes > MAX_UNREAD_BYTES) this.#command?.pause();
    this.#delivered = delivered.then(() => {
      this.#unreadBytes -= length;
      if (this.#unreadBytes <= MAX_UNREAD_BYTES) this.#command?.resume();
    });
  }

  #stop(end: number): void {
    this.#end ??= end;
    void this.#command?.[Symbol.asyncDispose]();
  }

  /** Waits for the start: a client may write earlier. */
  async #running(): Promise<ClientCommand> {
    const command = await this.#started.promise;
    if (command === undefined) throw invalidRequest("the process did not start");
    return command;
  }

  #text(stream: Stream): string {
    return new TextDecoder().decode(Buffer.concat(this.#kept[stream]));
  }
}
