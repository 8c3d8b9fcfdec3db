import type { AppServerClient } from "@codex/client/app-server";
import {
  CodexError,
  type ReviewTarget,
  readUserImage,
  type StartOptions,
  type ThreadEventBody,
  type ThreadListener,
  type TurnInfo,
  type UserInput,
} from "@codex/core";
import type { ExecThread } from "@codex/exec";
import { followThread, reviewTargetToWire } from "@codex/tui";
import { inEngineTerms } from "./server-failure.js";

export interface RemoteExecThreadOptions {
  readonly client: AppServerClient;
  readonly id: string;
  readonly settings: ExecThread["settings"];
  /** Where the server has saved it. */
  readonly rolloutPath: string | undefined;
  /** Warnings that the server has sent before. */
  readonly warnings: readonly string[];
  /** The message for when the server disconnects. */
  readonly lost: string;
}

/** How long to wait for a server to interrupt a turn, in milliseconds. */
const INTERRUPT_LIMIT_MS = 10_000;

/** A thread on an app-server, used like one of this process. Its turns ask nobody. */
export class RemoteExecThread implements ExecThread {
  readonly #options: RemoteExecThreadOptions;
  readonly #listeners = new Set<ThreadListener>();
  readonly #following: readonly Disposable[];
  /** Events from before there was a listener. */
  #early: ThreadEventBody[] = [];
  #started: Promise<TurnInfo> | undefined;
  #isRunning = false;
  #count = 0;

  constructor(options: RemoteExecThreadOptions) {
    this.#options = options;
    const { client, id } = options;
    const warn = (message: string) =>
      this.#report({ type: "notice", level: "warning", code: "server-warning", message });
    for (const message of options.warnings) warn(message);
    const onLost = () => this.#endLost();
    client.signal.addEventListener("abort", onLost, { once: true });
    this.#following = [
      client.on("warning", ({ message }) => warn(message)),
      followThread(client, { id }, (event) => this.#report(event)),
      { [Symbol.dispose]: () => client.signal.removeEventListener("abort", onLost) },
    ];
  }

  get id(): string {
    return this.#options.id;
  }

  get rolloutPath(): string | undefined {
    return this.#options.rolloutPath;
  }

  get settings(): ExecThread["settings"] {
    return this.#options.settings;
  }

  subscribe(listener: ThreadListener): Disposable {
    this.#listeners.add(listener);
    for (const event of this.#early.splice(0)) this.#report(event);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  start(input: readonly UserInput[], { outputSchema }: StartOptions = {}): Promise<TurnInfo> {
    return this.#begin(this.#start(input, outputSchema));
  }

  review(review: ReviewTarget): Promise<TurnInfo> {
    const { client, id: threadId } = this.#options;
    return this.#begin(client.call("review/start", { threadId, target: reviewTargetToWire(review) }));
  }

  async interrupt(): Promise<boolean> {
    const turn = await this.#started;
    if (turn === undefined) return false;
    const { client, id: threadId } = this.#options;
    const options = { signal: AbortSignal.timeout(INTERRUPT_LIMIT_MS) };
    await inEngineTerms(
      client.call("turn/interrupt", { threadId, turnId: turn.id }, options),
      "the server does not stop the turn",
    );
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { client, id: threadId } = this.#options;
    for (const following of this.#following) following[Symbol.dispose]();
    if (!client.signal.aborted) await client.call("thread/unsubscribe", { threadId }).catch(() => undefined);
  }

  #begin(starting: Promise<{ readonly turn: { readonly id: string } }>): Promise<TurnInfo> {
    this.#isRunning = true;
    const started = inEngineTerms(starting, this.#options.lost).then(
      ({ turn: { id } }): TurnInfo => ({ id, kind: "input", status: "running", startedAt: Date.now() }),
    );
    this.#started = started;
    return started;
  }

  async #start(input: readonly UserInput[], outputSchema: unknown) {
    const { client, id: threadId } = this.#options;
    const params = { threadId, input: await Promise.all(input.map(inputToWire)), approvalPolicy: "never" as const };
    const schema = outputSchema === undefined ? {} : { outputSchema };
    return client.call("turn/start", { ...params, ...schema });
  }

  #endLost(): void {
    if (!this.#isRunning) return;
    const error = { code: "connection-failed", message: this.#options.lost } as const;
    const now = Date.now();
    this.#report({ type: "turn-ended", turn: { id: "lost", kind: "input", status: "failed", startedAt: now, error } });
  }

  #report(body: ThreadEventBody): void {
    if (body.type === "turn-ended") this.#isRunning = false;
    if (this.#listeners.size === 0) return void this.#early.push(body);
    const event = { ...body, threadId: this.id, number: this.#count++ };
    for (const { onEvent } of this.#listeners) onEvent(event);
  }
}

/** The server cannot read this machine's files. */
async function inputToWire(part: UserInput) {
  if (part.type !== "local-image") return part;
  const image = await readUserImage(part.path);
  if (!image.ok) throw new CodexError("request-invalid", `the image ${part.path} cannot be sent: ${image.reason}`);
  return { type: "image" as const, url: image.url };
}
