import type { CommandExecResponse } from "@codex/app-server-protocol/command-exec";
import type { ClientCommand } from "@codex/core";
import { invalidParams, invalidRequest } from "./rpc-errors.js";

type Stream = "stdout" | "stderr";

export interface ClientProcessOptions {
  readonly isTerminal: boolean;
  /** How much of each stream is given to the client; undefined for all. */
  readonly outputBytes: number | undefined;
  /** Undefined for as long as it likes. */
  readonly timeoutMs: number | undefined;
  /** Gets the output as it comes; without it, it is part of the result. */
  readonly onDelta: ((stream: Stream, bytes: Uint8Array, capReached: boolean) => Promise<void>) | undefined;
}

/** What the client has not read yet of a command's output, in bytes; a command that writes more waits. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** As shells and the wire number them. */
const TIMED_OUT = 124;
const KILLED = 137;

/** A command that a client runs, from its request to its answer. Disposing ends it. */
export class ClientProcess implements AsyncDisposable {
  readonly #options: ClientProcessOptions;
  readonly #kept: Record<Stream, Uint8Array[]> = { stdout: [], stderr: [] };
  readonly #room: Record<Stream, number>;
  /** Resolves when the client has read all that it was told: it reads in order. */
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

  /** Whether there may have been more of a stream than the client is given. */
  isFull(stream: Stream): boolean {
    return this.#room[stream] <= 0;
  }

  /** Waits for its end, which the time, the client or the signal may bring about. */
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

  /** A client that is slower than the command sets its pace. */
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

  /** A client may write before the command has started. */
  async #running(): Promise<ClientCommand> {
    const command = await this.#started.promise;
    if (command === undefined) throw invalidRequest("the process did not start");
    return command;
  }

  #text(stream: Stream): string {
    return new TextDecoder().decode(Buffer.concat(this.#kept[stream]));
  }
}
