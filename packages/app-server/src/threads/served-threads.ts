import type { Ask, Config, OpenedAgent, TurnView } from "@codex/core";
import { inBackground, type OpenThreadOptions, type ThreadHome } from "@codex/thread-host";
import type { AppClient } from "../app-client.js";
import { ReadState } from "./read-state.js";
import { ServedThread } from "./served-thread.js";
import type { ServerStartups } from "./server-startups.js";

export interface OpenOptions extends Omit<OpenThreadOptions, "ask"> {
  /** The name of the requesting client. */
  readonly originator: string;
  readonly forkedFromId?: string | undefined;
  /** The turns in the thread's file. */
  readonly turns?: readonly TurnView[] | undefined;
  /** How its MCP servers start. */
  readonly startups: ServerStartups;
}

export interface ServedThreadsOptions {
  readonly home: ThreadHome;
  /** Called when a turn of a thread has completed. */
  readonly onCompleted: (thread: ServedThread) => void;
  /** Called when the set of loaded threads has changed. */
  readonly onChange?: (() => void) | undefined;
  /** Called when an idle thread has been unloaded. */
  readonly onClosed: (threadId: string) => void;
  /** Called for problems that are not reported to any client. */
  readonly onProblem?: ((message: string) => void) | undefined;
  /** How long an idle thread without subscribers stays loaded, in milliseconds. */
  readonly idleMs?: number | undefined;
}

const IDLE_MS = 30 * 60_000;

/** The loaded threads of a server. */
export class ServedThreads {
  readonly #options: ServedThreadsOptions;
  readonly #threads = new Map<string, ServedThread>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Threads that are being loaded, by id. */
  readonly #loading = new Map<string, Promise<ServedThread>>();

  constructor(options: ServedThreadsOptions) {
    this.#options = options;
  }

  get all(): readonly ServedThread[] {
    return [...this.#threads.values()];
  }

  find(id: string): ServedThread | undefined {
    return this.#threads.get(id);
  }

  async open(config: Config, options: OpenOptions): Promise<ServedThread> {
    const { originator, forkedFromId, turns = [], startups, ...rest } = options;
    const { requested } = rest;
    const { home } = this.#options;
    const ask: Ask = (question, signal) => served.questions.ask(question, signal);
    const { savedId, ephemeral = false } = options;
    const kept = savedId === undefined ? undefined : await home.store.readReadState(savedId);
    const thread = await home.open(config, {
      ask,
      source: "vscode",
      originator,
      isFork: forkedFromId !== undefined,
      onAgent: (opened) => this.#serveAgent(opened, originator),
      isKeptWithFirstTurn: true,
      ...rest,
    });
    const served = new ServedThread(thread, {
      config,
      requested,
      originator,
      isEphemeral: ephemeral,
      readState: ephemeral ? undefined : new ReadState(kept, (state) => home.store.writeReadState(thread.id, state)),
      forkedFromId,
      threadSource: options.threadSource,
      startups,
      turns: thread.earlierTurns ?? turns,
      isSharedWithOthers: home.elsewhere !== undefined,
      onCompleted: this.#options.onCompleted,
      onQuiet: (quiet) => this.#unloadLater(quiet),
    });
    this.#threads.set(served.id, served);
    this.#options.onChange?.();
    return served;
  }

  /** The thread with that id; concurrent requests share one load. */
  async findOrLoad(id: string, load: () => Promise<ServedThread>): Promise<ServedThread> {
    const known = this.#threads.get(id) ?? this.#loading.get(id);
    if (known !== undefined) return known;
    const loading = load().finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  /** Stops and unloads the thread; its file stays. */
  async close(id: string): Promise<ServedThread | undefined> {
    const served = this.#threads.get(id);
    if (served === undefined) return undefined;
    this.#threads.delete(id);
    this.#options.onChange?.();
    clearTimeout(this.#timers.get(id));
    try {
      await served[Symbol.asyncDispose]();
      served.sendStatus({ type: "notLoaded" });
    } finally {
      await this.#options.home.forget(id);
    }
    return served;
  }

  /** Serves a subagent: its parent's subscribers get its notifications and questions. */
  #serveAgent({ thread, parentId, config }: OpenedAgent, originator: string): Ask {
    const served = new ServedThread(thread, {
      config,
      originator,
      isEphemeral: thread.rolloutPath === undefined,
      isSharedWithOthers: false,
      turns: [],
      // It is unloaded with its parent.
      onQuiet: () => {},
    });
    this.#threads.set(served.id, served);
    const parent = this.#threads.get(parentId);
    parent?.addAgent(served);
    served.sendStatus(served.narrator.activity.status);
    thread.observe({
      onEvent: ({ type }) => {
        if (type !== "closed") return;
        this.#threads.delete(served.id);
        parent?.removeAgent(served);
        served.sendStatus({ type: "notLoaded" });
      },
    });
    return served.questions.ask;
  }

  /** Unsubscribes a client that has disconnected. Turns continue. */
  leave(client: AppClient): void {
    for (const served of this.#threads.values()) served.unsubscribe(client);
  }

  /** Unloads the thread after a while if it is then idle and without subscribers. */
  #unloadLater(served: ServedThread): void {
    clearTimeout(this.#timers.get(served.id));
    const timer = setTimeout(() => {
      this.#timers.delete(served.id);
      if (served.hasSubscribers || served.thread.activeTurn !== undefined) return;
      inBackground(
        `the thread ${served.id} was not closed well`,
        () => this.#unload(served.id),
        this.#options.onProblem,
      );
    }, this.#options.idleMs ?? IDLE_MS);
    this.#timers.set(served.id, timer.unref());
  }

  async #unload(id: string): Promise<void> {
    try {
      await this.close(id);
    } finally {
      this.#options.onClosed(id);
    }
  }
}
