import type { ThreadEventBody, TurnInfo } from "@codex/core";
import type { ChatThread, OpenThreadOptions } from "../chat-engine.js";
import type { Safe } from "../text/safe.js";
import { append } from "../view/append.js";
import { ThreadPrinter } from "../view/thread-printer.js";
import type { App } from "./app.js";

export interface OpenOptions extends Pick<OpenThreadOptions, "resumeId" | "startedBy"> {
  /** This screen already shows everything in it; only notices about its opening are new. */
  readonly isSeen?: boolean;
}

/** The chat's current thread, each with its own printer, and how the chat reacts to its events. */
export class Conversation {
  readonly #app: App;
  #printer: ThreadPrinter;
  #thread: ChatThread | undefined;
  /** Unprinted lines of the previous thread. */
  readonly #printedBefore: Safe[] = [];
  #waitsFor: readonly string[] = [];

  constructor(app: App) {
    this.#app = app;
    this.#printer = new ThreadPrinter(() => app.look);
  }

  get thread(): ChatThread | undefined {
    return this.#thread;
  }

  get printer(): ThreadPrinter {
    return this.#printer;
  }

  get isBusy(): boolean {
    return this.#printer.turn !== undefined || this.#thread?.isBusy === true;
  }

  /** MCP servers that have not responded yet while the thread is opening. */
  get waitsFor(): readonly string[] {
    return this.#waitsFor;
  }

  /** Returns the lines to print now. */
  takeLines(): readonly Safe[] {
    return [...this.#printedBefore.splice(0), ...this.#printer.takeLines()];
  }

  /** Starts a thread or continues a saved one; returns the previous one, which the caller must end. */
  async open({ isSeen = false, ...which }: OpenOptions): Promise<ChatThread | undefined> {
    const app = this.#app;
    const { config, engine } = app.loaded;
    const before = this.#thread;
    const printerBefore = this.#printer;
    const printer = new ThreadPrinter(() => app.look);
    let isOpening = true;
    // Events that arrive while it opens are already shown.
    this.#show(printer);
    const { threadDialog } = await import("./thread-dialog.js");
    const times = { now: () => performance.now(), silenceMs: () => app.rhythm.silenceMs };
    app.dialogs.useThread((question) => threadDialog(question, times));
    try {
      this.#thread = await engine.openThread({
        config,
        ...which,
        onEvent: (event) => {
          printer.take(event);
          if (isSeen && isOpening && event.type !== "notice") printer.takeLines();
          if (this.#printer === printer) this.#follow(event);
        },
        onError: (error, unsent) => {
          if (unsent !== undefined) app.draft.restore(app.outbox.takeBack(unsent));
          // It may have removed messages that were sent.
          app.outbox.forgetSent();
          app.fail(error);
        },
        onWaiting: (servers) => {
          this.#waitsFor = servers;
          app.host.changed();
        },
      });
    } catch (error) {
      this.#show(printerBefore);
      throw error;
    }
    isOpening = false;
    if (before !== undefined) this.#leaveBehind();
    return before;
  }

  /** Sends the next queued message or command, unless a turn is running or something needs to be read first. */
  sendWaiting(): void {
    const { outbox } = this.#app;
    if (this.#thread === undefined || this.isBusy || outbox.hasUnread) return;
    const next = outbox.takeFirst();
    if (next !== undefined) void this.#app.handle(next).then(() => this.sendWaiting());
  }

  #show(printer: ThreadPrinter): void {
    this.#printer.leave();
    append(this.#printedBefore, this.#printer.takeLines());
    this.#printer = printer;
  }

  /** Drops what belonged to the previous thread. */
  #leaveBehind(): void {
    const { clock, dialogs, earlier, outbox, draft, asides } = this.#app;
    asides.leave();
    clock.stop();
    dialogs.follow(this.#printer.view);
    earlier.leave();
    outbox.forgetSent();
    draft.restore(outbox.takeAll());
  }

  #follow(event: ThreadEventBody): void {
    const app = this.#app;
    switch (event.type) {
      case "turn-started":
        app.startClock();
        break;
      case "turn-ended":
        this.#turnEnded(event.turn);
        break;
      case "item-started":
        if (event.item.kind === "user-message") app.outbox.wasRead(event.item.clientId);
        break;
      case "question-asked":
        app.dialogs.follow(this.#printer.view);
        app.notifications.send("approval-requested", "codex asks you something");
        break;
      case "question-settled":
        app.dialogs.follow(this.#printer.view);
        break;
      default:
    }
    app.host.changed();
  }

  #turnEnded(turn: TurnInfo): void {
    const app = this.#app;
    if (!app.userCommands.isRunning) app.clock.stop();
    app.dialogs.follow(this.#printer.view);
    void app.readBranch();
    app.notifications.send("agent-turn-complete", "the turn has ended");
    if (!app.isEnding) this.#continueAfter(turn);
    if (app.settings.mode.kind === "plan") void this.#offerPlan(turn);
  }

  async #offerPlan(turn: TurnInfo): Promise<void> {
    const { offerPlan } = await import("./plan-mode.js");
    await offerPlan(this.#app, turn);
  }

  /**
   * Messages that were sent but not read get a turn of their own, before queued ones. After an interrupted turn, queued messages wait: a
   * user who stops a turn does not want another one to start.
   */
  #continueAfter({ status }: TurnInfo): void {
    const { outbox, draft } = this.#app;
    const isStopped = status === "interrupted";
    if (!outbox.hasUnread && isStopped) draft.restore(outbox.takeAll());
    else if (!outbox.hasUnread) this.sendWaiting();
    else if (isStopped) this.#thread?.answerWaiting();
  }
}
