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
import { TurnFold, unreportedEvents } from "../log/reported-turn.js";
import type { TurnMessage } from "../messages/turn-message.js";
import type { WorkspaceRef } from "../workspace/workspace-ref.js";
import { interruptTurn } from "./control-thread.js";
import { inEngineTerms } from "./engine-errors.js";
import { type FollowOptions, followThread } from "./follow-thread.js";
import { submitTurn } from "./submit-turn.js";
import { isKnownThread, lastEventSequence } from "./thread-log.js";

export interface FleetThreadOptions {
  /** The thread to continue. Default: a new one. */
  readonly threadId?: string | undefined;
  /** The settings of its turns, within what the worker allows. */
  readonly settings: Pick<TurnSettings, "sandboxPolicy" | "approvalPolicy"> &
    Partial<Pick<TurnSettings, "approvalsReviewer">>;
  /** Limits of each turn, in addition to the worker's. Default: none. */
  readonly limits?: Config["limits"] | undefined;
  /** Whether the model may search the web even if the worker's configuration does not allow it. Default: false. */
  readonly webSearch?: boolean | undefined;
  /** Default: the worker's model. */
  readonly model?: string | undefined;
  /** Replaces the worker's base instructions. */
  readonly baseInstructions?: string | undefined;
  /** Added to the base instructions. */
  readonly developerInstructions?: string | undefined;
  /** The workspace of a new thread, taken when its first turn is submitted. Default: an empty folder of its own. */
  readonly workspace?: (() => Promise<WorkspaceRef | undefined>) | undefined;
  /** Only workers with this label take its turns. */
  readonly label?: string | undefined;
  /** Whether clients answer the questions of its turns. Otherwise all are denied. */
  readonly isAnswered: boolean;
  readonly source?: TurnMessage["source"];
  /** The client's working directory; lists filter by it. */
  readonly clientFolder?: string | undefined;
  readonly originator?: string | undefined;
  readonly threadSource?: string | undefined;
}

/** The options of a single turn; the others belong to the thread. */
export type FleetStartOptions = Pick<StartOptions, "outputSchema" | "clientId" | "settings">;

/** A thread of the fleet that replaces one of this process: its turns go into the queue, its events come from the log. */
export class FleetThread implements AsyncDisposable {
  readonly id: string;
  readonly #fleet: Fleet;
  readonly #options: FleetThreadOptions;
  readonly #listeners = new Set<ThreadListener>();
  readonly #disposed = new AbortController();
  #following: Promise<void> | undefined;
  /** The latest turn that was started here. */
  #turnId: string | undefined;
  /** Whether a turn was queued: the first one determines the workspace. */
  #hasTurns = false;
  readonly #begun = new Map<string, TurnInfo>();
  readonly #ended = new Set<string>();
  #runningId: string | undefined;
  /** What listeners know about the running turn. */
  #reported = new TurnFold();
  /** Turns that were stopped in the queue while another one was running: their ends are reported after its end. */
  readonly #stopped = new Set<string>();
  #count = 0;

  private constructor(fleet: Fleet, options: FleetThreadOptions) {
    this.#fleet = fleet;
    this.#options = options;
    this.id = options.threadId ?? randomUUID();
  }

  /** @throws FleetError `thread-not-found` if the fleet does not have the thread. */
  static async open(fleet: Fleet, options: FleetThreadOptions): Promise<FleetThread> {
    const { threadId } = options;
    if (threadId !== undefined && !(await isKnownThread(fleet, threadId)))
      throw new FleetError("thread-not-found", `the fleet has no thread ${threadId}`);
    return new FleetThread(fleet, options);
  }

  /** Where the thread is saved: a subject of the fleet. */
  get rolloutPath(): string {
    return SUBJECTS.rollout(this.id);
  }

  get settings(): FleetThreadOptions["settings"] {
    return this.#options.settings;
  }

  /** Puts a turn into the queue. */
  async start(input: readonly UserInput[], options: FleetStartOptions = {}): Promise<TurnInfo> {
    const turn = await this.#turnOf(input, options);
    this.#turnId = turn.turnId;
    await this.#followFromNow();
    const { label = ANY_LABEL } = this.#options;
    await submitTurn(this.#fleet, { label, turn, signal: this.#disposed.signal });
    this.#hasTurns = true;
    return { id: turn.turnId, kind: "input", status: "running", startedAt: Date.now() };
  }

  /** Whether a turn that was submitted here is running or has run. */
  hasBegun(turnId: string): boolean {
    return this.#begun.has(turnId);
  }

  /** Reports the events after a message, existing and new ones. Settles after the message `last`. Must not be called after `start`. */
  async followFrom({ pastEnd, last }: { readonly pastEnd: number; readonly last: number }): Promise<void> {
    const reached = Promise.withResolvers<void>();
    const onMessage = (sequence: number) => sequence >= last && reached.resolve();
    this.#setFollowing(this.#follow(pastEnd + 1, onMessage));
    if (last > pastEnd) await Promise.race([reached.promise, this.#following]);
  }

  /**
   * Stops a turn, running or queued. Default: the latest one that was submitted here.
   * @throws CodexError `connection-failed` if the server does not answer.
   */
  async interrupt(turnId = this.#turnId): Promise<boolean> {
    if (turnId === undefined) return false;
    if (await inEngineTerms(interruptTurn(this.#fleet, this.id, turnId))) return true;
    // The worker that takes it later ends it; no need to wait for that.
    if (this.#runningId === undefined || this.#runningId === turnId) this.#reportNotRun(turnId);
    else this.#stopped.add(turnId);
    return true;
  }

  /** Not supported: workers only take user input. */
  review(): Promise<TurnInfo> {
    throw new CodexError("request-invalid", "a fleet does not take reviews yet: say in words what to look at");
  }

  /** Receives every event from the first turn that is submitted here. */
  subscribe(listener: ThreadListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Stops listening. A running turn continues. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#following;
  }

  /** Reports new events only. */
  async #followFromNow(): Promise<void> {
    if (this.#following !== undefined) return;
    const isNew = this.#options.threadId === undefined;
    const from = isNew ? 1 : (await lastEventSequence(this.#fleet, this.id)) + 1;
    this.#setFollowing(this.#follow(from));
  }

  /** Listeners receive `closed` when it ends; disposing throws the reason. */
  #setFollowing(following: Promise<void>): void {
    this.#following = following;
    following.catch(() => {});
  }

  async #turnOf(input: readonly UserInput[], { settings = {}, ...options }: FleetStartOptions): Promise<TurnMessage> {
    const { settings: own, threadId, label: _label, workspace, ...about } = this.#options;
    const isFirst = !this.#hasTurns && threadId === undefined;
    return {
      version: 1,
      ...about,
      ...options,
      threadId: this.id,
      turnId: randomUUID(),
      input: await Promise.all(input.map(portable)),
      model: settings.model ?? about.model,
      effort: settings.effort,
      approvalPolicy: settings.approvalPolicy ?? own.approvalPolicy,
      approvalsReviewer: settings.approvalsReviewer ?? own.approvalsReviewer,
      sandboxMode: (settings.sandboxPolicy ?? own.sandboxPolicy).mode,
      isPlan: settings.mode?.kind === "plan" || undefined,
      outputSchema: options.outputSchema && { ...options.outputSchema },
      workspace: isFirst ? await workspace?.() : undefined,
    };
  }

  #reportNotRun(turnId: string): void {
    if (this.#ended.has(turnId)) return;
    const endedAt = Date.now();
    const begun = this.#begun.get(turnId);
    const turn = begun ?? { id: turnId, kind: "input", status: "running", startedAt: endedAt };
    if (begun === undefined) this.#emit({ type: "turn-started", turn });
    for (const event of unreportedEvents(this.#reported.reported, new Map())) this.#emit(event);
    this.#emit({ type: "turn-ended", turn: { ...turn, status: "interrupted", interruption: "interrupted", endedAt } });
  }

  async #follow(from: number, onMessage?: FollowOptions["onMessage"]): Promise<void> {
    try {
      const { signal } = this.#disposed;
      const onEvent: FollowOptions["onEvent"] = (event, { turnId }) => {
        if (!this.#ended.has(turnId)) this.#emit(event);
      };
      await followThread(this.#fleet, this.id, { from, signal, onEvent, onMessage });
    } finally {
      this.#emit({ type: "closed" });
    }
  }

  #emit(body: ThreadEventBody): void {
    if (body.type === "turn-started") this.#begin(body.turn);
    this.#reported.add(body);
    if (body.type === "turn-ended") this.#end(body.turn.id);
    const event: ThreadEvent = { threadId: this.id, number: this.#count++, ...body };
    for (const listener of this.#listeners) listener.onEvent(event);
    if (body.type === "turn-ended") this.#reportStopped();
  }

  #begin(turn: TurnInfo): void {
    this.#begun.set(turn.id, turn);
    this.#runningId = turn.id;
    this.#reported = new TurnFold();
  }

  #end(turnId: string): void {
    this.#ended.add(turnId);
    if (this.#runningId === turnId) this.#runningId = undefined;
  }

  #reportStopped(): void {
    for (const turnId of this.#stopped) {
      this.#stopped.delete(turnId);
      this.#reportNotRun(turnId);
    }
  }
}

/** Sends images of this machine along. */
async function portable(input: UserInput): Promise<UserInput> {
  if (input.type !== "local-image") return input;
  const image = await readUserImage(input.path);
  if (image.ok) return { type: "image", url: image.url };
  throw new CodexError("request-invalid", `the image ${input.path} cannot be sent: ${image.reason}`);
}
