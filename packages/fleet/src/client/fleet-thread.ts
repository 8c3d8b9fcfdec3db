import { randomUUID } from "node:crypto";
import {
  CodexError,
  type Config,
  readUserImage,
  type StartOptions,
  type ThreadEvent,
  type ThreadEventBody,
  type ThreadListener,
  type TurnInfo,
  type TurnSettings,
  type UserInput,
} from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { ANY_LABEL, SUBJECTS } from "../connection/names.js";
import { FleetError } from "../fleet-error.js";
import type { TurnMessage } from "../messages/turn-message.js";
import type { WorkspaceRef } from "../workspace/workspace-ref.js";
import { interruptTurn } from "./control-thread.js";
import { followThread } from "./follow-thread.js";
import { submitTurn } from "./submit-turn.js";
import { lastEventSequence } from "./thread-log.js";

export interface FleetThreadOptions {
  /** Goes on with that thread. Default: a new one. */
  readonly threadId?: string | undefined;
  /** What its turns run under, as far as the worker allows it. */
  readonly settings: Pick<TurnSettings, "sandboxPolicy" | "approvalPolicy">;
  /** What each of its turns may take, on top of what the worker says. Default: no limit. */
  readonly limits?: Config["limits"] | undefined;
  /** Whether the model may search the web also where the worker's configuration does not say so. Default: false. */
  readonly webSearch?: boolean | undefined;
  /** Default: the worker's model. */
  readonly model?: string | undefined;
  /** Where a new thread works. Default: in a folder of its own. */
  readonly workspace?: WorkspaceRef | undefined;
  /** Only workers with this label take its turns. */
  readonly label?: string | undefined;
  /** Whether clients answer the questions of its turns. Otherwise every answer is no. */
  readonly isAnswered: boolean;
  readonly originator?: string | undefined;
  readonly threadSource?: string | undefined;
}

/** A thread of the fleet, in the place of one of this process: its turns are put into the queue, its events come from the log. */
export class FleetThread implements AsyncDisposable {
  readonly id: string;
  readonly #fleet: Fleet;
  readonly #options: FleetThreadOptions;
  readonly #listeners = new Set<ThreadListener>();
  readonly #disposed = new AbortController();
  #following: Promise<void> | undefined;
  #turnId: string | undefined;
  #count = 0;

  private constructor(fleet: Fleet, options: FleetThreadOptions) {
    this.#fleet = fleet;
    this.#options = options;
    this.id = options.threadId ?? randomUUID();
  }

  /** @throws FleetError `thread-not-found` for a thread that the fleet does not have. */
  static async open(fleet: Fleet, options: FleetThreadOptions): Promise<FleetThread> {
    const thread = new FleetThread(fleet, options);
    if (options.threadId !== undefined && (await lastEventSequence(fleet, options.threadId)) === 0) {
      throw new FleetError("thread-not-found", `the fleet has no thread ${options.threadId}`);
    }
    return thread;
  }

  /** Where the thread is saved: a subject of the fleet. */
  get rolloutPath(): string {
    return SUBJECTS.rollout(this.id);
  }

  get settings(): FleetThreadOptions["settings"] {
    return this.#options.settings;
  }

  /** Puts a turn into the queue. */
  async start(
    input: readonly UserInput[],
    { outputSchema, settings: change }: Pick<StartOptions, "outputSchema" | "settings"> = {},
  ): Promise<TurnInfo> {
    const { settings, label = ANY_LABEL, isAnswered, ...about } = this.#options;
    const { model, limits, webSearch, originator, threadSource } = about;
    const turn: TurnMessage = {
      version: 1,
      threadId: this.id,
      turnId: randomUUID(),
      input: await Promise.all(input.map(portable)),
      model,
      approvalPolicy: settings.approvalPolicy,
      sandboxMode: settings.sandboxPolicy.mode,
      workspace: this.#workspace(),
      outputSchema: outputSchema === undefined ? undefined : { ...outputSchema },
      limits,
      isPlan: change?.mode?.kind === "plan" || undefined,
      webSearch,
      isAnswered,
      originator,
      threadSource,
    };
    this.#turnId = turn.turnId;
    this.#following ??= this.#follow(
      this.#options.threadId === undefined ? 0 : await lastEventSequence(this.#fleet, this.id),
    );
    await submitTurn(this.#fleet, { label, turn, signal: this.#disposed.signal });
    return { id: turn.turnId, kind: "input", status: "running", startedAt: Date.now() };
  }

  /** Stops the latest turn, wherever it is. */
  async interrupt(): Promise<boolean> {
    const turnId = this.#turnId;
    if (turnId === undefined) return false;
    if (await interruptTurn(this.#fleet, this.id, turnId)) return true;
    // Whoever takes it later ends it; nobody has to wait for that.
    const now = Date.now();
    const end = { status: "interrupted", interruption: "interrupted", startedAt: now, endedAt: now } as const;
    this.#tell({ type: "turn-ended", turn: { id: turnId, kind: "input", ...end } });
    return true;
  }

  /** Not yet: workers take inputs only. */
  review(): Promise<TurnInfo> {
    throw new CodexError("request-invalid", "a fleet does not take reviews yet: say in words what to look at");
  }

  /** Every event of turns that are started here. */
  subscribe(listener: ThreadListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Stops listening; what runs goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#following;
  }

  /** Only the thread's first turn says it. */
  #workspace(): WorkspaceRef | undefined {
    return this.#following === undefined && this.#options.threadId === undefined ? this.#options.workspace : undefined;
  }

  async #follow(last: number): Promise<void> {
    try {
      const { signal } = this.#disposed;
      await followThread(this.#fleet, this.id, { from: last + 1, signal, onEvent: (event) => this.#tell(event) });
    } finally {
      this.#tell({ type: "closed" });
    }
  }

  #tell(body: ThreadEventBody): void {
    const event: ThreadEvent = { threadId: this.id, number: this.#count++, ...body };
    for (const listener of this.#listeners) listener.onEvent(event);
  }
}

/** Files of this machine go along. */
async function portable(input: UserInput): Promise<UserInput> {
  if (input.type !== "local-image") return input;
  const image = await readUserImage(input.path);
  if (image.ok) return { type: "image", url: image.url };
  throw new CodexError("request-invalid", `the image ${input.path} cannot be sent: ${image.reason}`);
}
