import type { AppServerClient } from "@codex/client/app-server";
import {
  CodexError,
  type ReviewTarget,
  readUserImage,
  type StartOptions,
  type ThreadEventBody,
  type ThreadListener,
  type TurnInfo,
  type TurnView,
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
  /** Its turn that is already running, which a prompt joins. */
  readonly running: TurnView | undefined;
  /** Warnings that the server has sent before. */
  readonly warnings: readonly string[];
  /** The message for when the server disconnects. */
  readonly lost: string;
}

/** How long to wait for a server to interrupt a turn, in milliseconds. */
const INTERRUPT_LIMIT_MS = 10_000;

/** The id of the turn that ends because the server has disconnected. */
const LOST_TURN = "lost";

/** A thread on an app-server, used like one of this process: reports only the turn that answers the prompt. Asks nobody. */
export class RemoteExecThread implements ExecThread {
  readonly #options: RemoteExecThreadOptions;
  readonly #listeners = new Set<ThreadListener>();
  readonly #following: readonly Disposable[];
  /** Events until it is known which turn answers: it may be running already. */
  #held: ThreadEventBody[] | undefined = [];
  /** That turn. */
  #turnId: string | undefined;
  #started: Promise<TurnInfo> | undefined;
  #isRunning = false;
  #count = 0;

  constructor(options: RemoteExecThreadOptions) {
    this.#options = options;
    const { client, id, running } = options;
    const warn = (message: string) =>
      this.#report({ type: "notice", level: "warning", code: "server-warning", message });
    for (const message of options.warnings) warn(message);
    const onLost = () => this.#endLost();
    client.signal.addEventListener("abort", onLost, { once: true });
    this.#following = [
      client.on("warning", ({ message }) => warn(message)),
      followThread(client, { id, running }, (event) => this.#report(event)),
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
    this.#held ??= [];
    this.#started = this.#follow(inEngineTerms(starting, this.#options.lost));
    return this.#started;
  }

  async #follow(starting: Promise<{ readonly turn: { readonly id: string } }>): Promise<TurnInfo> {
    try {
      const { id } = (await starting).turn;
      this.#turnId = id;
      return { id, kind: "input", status: "running", startedAt: Date.now() };
    } finally {
      const held = this.#held ?? [];
      this.#held = undefined;
      for (const body of held) this.#report(body);
    }
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
    this.#report({
      type: "turn-ended",
      turn: { id: LOST_TURN, kind: "input", status: "failed", startedAt: now, error },
    });
  }

  #report(body: ThreadEventBody): void {
    if (this.#held !== undefined) return void this.#held.push(body);
    if (![this.#turnId, LOST_TURN, undefined].includes(turnIdOf(body))) return;
    if (body.type === "turn-ended") this.#isRunning = false;
    const event = { ...body, threadId: this.id, number: this.#count++ };
    for (const { onEvent } of this.#listeners) onEvent(event);
  }
}

/** The turn that the event is about. */
function turnIdOf(event: ThreadEventBody): string | undefined {
  if ("turn" in event && "id" in event.turn) return event.turn.id;
  if ("item" in event) return event.item.turnId;
  return "turnId" in event ? event.turnId : undefined;
}

/** The server cannot read this machine's files. */
async function inputToWire(part: UserInput) {
  if (part.type !== "local-image") return part;
  const image = await readUserImage(part.path);
  if (!image.ok) throw new CodexError("request-invalid", `the image ${part.path} cannot be sent: ${image.reason}`);
  return { type: "image" as const, url: image.url };
}
