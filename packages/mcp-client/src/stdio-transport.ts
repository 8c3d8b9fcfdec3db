import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { kill } from "node:process";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { hasRoomForProcess } from "@codex/private-files";
import { wellFormedJson } from "@codex/slices";
import { type JSONRPCMessage, SdkError, SdkErrorCode, type Transport } from "@modelcontextprotocol/client";
import { guardGroup } from "./guard-group.js";
import { LineSplitter } from "./line-splitter.js";
import { readMessageText, unusableAnswer } from "./read-messages.js";
import { requestsIn } from "./requests-in.js";

export interface StdioServerProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How long a server may take to end after its input was closed, and again after SIGTERM. */
const GRACE_MS = 500;
const MAX_STDERR_CHARACTERS = 4_000;
const MAX_UNREAD_ANSWERS = 1_000_000;

/** A request that is answered only when the server ends its reports. */
const LISTENING = "subscriptions/listen";

/**
 * An MCP transport over a child process. The child leads its own process group, so that its descendants end with it: the SDK's transport
 * ends only the child, and leaves the real server behind a wrapper such as `npx` running. Not for Windows, which has no process groups.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport["onmessage"];
  readonly #server: StdioServerProcess;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #guard: Disposable | undefined;
  readonly #pending = new Map<string | number, string>();
  #stderr = "";
  /** The characters of answers to the server's requests that are waiting to be read by it. */
  #unreadAnswers = 0;

  constructor(server: StdioServerProcess) {
    this.#server = server;
  }

  /** The end of the server's standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Whether the server has ended or is ending. */
  get ended(): boolean {
    return this.#closing !== undefined;
  }

  /** The exit code of the process, if it has ended by itself. */
  get exitCode(): number | undefined {
    return this.#child?.exitCode ?? undefined;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = this.#server;
    if (!hasRoomForProcess()) throw new Error("too many files are open");
    const child = spawn(command, args, { cwd, env, stdio: "pipe", detached: true });
    // A process that failed to start may have no streams; the rejection is its error event.
    if (child.pid === undefined) await once(child, "spawn").catch((error: unknown) => throwReason(error, cwd));
    this.#child = child;
    this.#exited = once(child, "exit").catch(() => {});
    const lines = new LineSplitter();
    child.stdout.on("data", (chunk: Buffer) => {
      let last = "";
      for (const line of lines.push(chunk)) {
        // A server that keeps reporting changes of its lists must not keep its own answers from being read.
        if (line !== last || !line.includes('/list_changed"')) this.#receive(line);
        last = line;
      }
      if (lines.overflowed) this.#giveUp("the server's answer is too long");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString("utf8")).slice(-MAX_STDERR_CHARACTERS);
    });
    for (const stream of [child.stdin, child.stdout, child.stderr])
      stream.on("error", (error) => this.onerror?.(error));
    child.stdout.on("end", () => void this.close());
    // "exit", not "close": a grandchild may hold the pipes open for as long as it likes.
    child.on("exit", () => void this.close());
    await once(child, "spawn");
    if (child.pid !== undefined) this.#guard = guardGroup(child.pid);
    child.on("error", (error) => this.onerror?.(error));
  }

  send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === undefined || this.#closing !== undefined) return Promise.reject(hasEnded());
    for (const [id, method] of requestsIn(message)) this.#pending.set(id, method);
    this.#holdProcess();
    return new Promise((resolve, reject) => {
      const line = `${wellFormedJson(message)}\n`;
      const isAnswer = !("method" in message);
      if (isAnswer) this.#owe(line.length);
      stdin.write(line, (error) => {
        if (isAnswer) this.#owe(-line.length);
        if (!error) resolve();
        else reject("code" in error && error.code === "EPIPE" ? hasEnded() : error);
      });
    });
  }

  /** Closes the server's input, then asks it to end, then kills it and all its descendants: within about a second. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends the server; what it was asked fails for this reason. */
  #giveUp(reason: string): void {
    for (const id of this.#pending.keys()) this.onmessage?.(unusableAnswer(id, reason));
    this.#pending.clear();
    void this.close();
  }

  async #close(): Promise<void> {
    const child = this.#child;
    if (child !== undefined) {
      child.stdin.end();
      if (!(await this.#exitsWithin(GRACE_MS))) {
        this.#signal("SIGTERM");
        await this.#exitsWithin(GRACE_MS);
      }
      // Even if the child has ended: others in its group may be left.
      this.#signal("SIGKILL");
      this.#guard?.[Symbol.dispose]();
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    }
    this.onclose?.();
  }

  async #exitsWithin(milliseconds: number): Promise<boolean> {
    const child = this.#child;
    if (child === undefined || child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return true;
    const timer = new AbortController();
    const timedOut = delay(milliseconds, false, { signal: timer.signal }).catch(() => false);
    const exited = await Promise.race([this.#exited.then(() => true), timedOut]);
    timer.abort();
    return exited;
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      kill(-pid, signal);
    } catch {
      // The group is empty.
    }
  }

  /** A server that asks faster than it reads our answers is not heard until it has read them. */
  #owe(characters: number): void {
    this.#unreadAnswers += characters;
    const stdout = this.#child?.stdout;
    if (this.#unreadAnswers > MAX_UNREAD_ANSWERS) stdout?.pause();
    else if (stdout?.isPaused() === true) stdout.resume();
  }

  #receive(line: string): void {
    if (line.trim() === "") return;
    for (const message of readMessageText(line, this.#pending)) {
      if ("id" in message && message.id !== undefined && !("method" in message)) this.#pending.delete(message.id);
      this.onmessage?.(message);
    }
    this.#holdProcess();
  }

  /** Only a server that owes an answer keeps this process alive: programs need not close what is idle before they end. */
  #holdProcess(): void {
    if (this.#child === undefined) return;
    const { stdin, stdout, stderr } = this.#child;
    const owesAnswer = [...this.#pending.values()].some((method) => method !== LISTENING);
    for (const handle of [this.#child, stdin, stdout, stderr]) {
      // A destroyed socket would keep the call until it connects.
      if (!("ref" in handle && "unref" in handle) || ("destroyed" in handle && handle.destroyed)) continue;
      if (owesAnswer) handle.ref();
      else handle.unref();
    }
  }
}

/** If the working folder does not exist, the system reports that the program does not. */
function throwReason(error: unknown, cwd: string): never {
  throw statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true
    ? error
    : new Error(`the folder to run it in is not there: ${cwd}`);
}

const hasEnded = (): Error => new SdkError(SdkErrorCode.ConnectionClosed, "the server has ended");
