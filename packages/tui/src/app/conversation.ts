import type { ThreadEventBody, TurnInfo } from "@codex/core";
import type { ChatThread } from "../chat-engine.js";
import type { Safe } from "../text/safe.js";
import { ThreadPrinter } from "../view/thread-printer.js";
import type { App } from "./app.js";

export interface OpenOptions {
  readonly resumeId?: string | undefined;
  /** Everything in it was said on this screen; what is said of its opening was not. */
  readonly isSeen?: boolean;
}

/** The thread that the chat is about, one after the other, each with a printer of its own; and what follows from what it tells. */
export class Conversation {
  readonly #app: App;
  #printer: ThreadPrinter;
  #thread: ChatThread | undefined;
  /** What the thread before has left to print. */
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

  /** MCP servers that have not answered yet while the thread opens. */
  get waitsFor(): readonly string[] {
    return this.#waitsFor;
  }

  /** The lines to print now. */
  takeLines(): readonly Safe[] {
    return [...this.#printedBefore.splice(0), ...this.#printer.takeLines()];
  }

  /** Begins a thread, or goes on with one; gives that before, which has to be ended. */
  async open({ resumeId, isSeen = false }: OpenOptions): Promise<ChatThread | undefined> {
    const app = this.#app;
    const { config, engine } = app.loaded;
    const before = this.#thread;
    const printerBefore = this.#printer;
    const printer = new ThreadPrinter(() => app.look);
    let isOpening = true;
    // What it tells while it opens is for the screen already.
    this.#show(printer);
    const { threadDialog } = await import("./thread-dialog.js");
    const times = { now: () => performance.now(), silenceMs: () => app.rhythm.silenceMs };
    app.dialogs.useThread((question) => threadDialog(question, times));
    try {
      this.#thread = await engine.openThread({
        config,
        resumeId,
        onEvent: (event) => {
          printer.take(event);
          if (isSeen && isOpening && event.type !== "notice") printer.takeLines();
          if (this.#printer === printer) this.#follow(event);
        },
        onError: (error) => {
          // It may have been about what was sent.
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

  /** The next message or command that waits, unless something runs or is to be read first. */
  sendWaiting(): void {
    const { outbox } = this.#app;
    if (this.#thread === undefined || this.isBusy || outbox.hasUnread) return;
    const next = outbox.takeFirst();
    if (next !== undefined) void this.#app.carryOut(next).then(() => this.sendWaiting());
  }

  #show(printer: ThreadPrinter): void {
    this.#printedBefore.push(...this.#printer.takeLines());
    this.#printer = printer;
  }

  /** What was for the thread before is not for the one that has begun. */
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
        app.notify("approval-requested", "codex asks you something");
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
    if (!app.ownCommands.isRunning) app.clock.stop();
    app.dialogs.follow(this.#printer.view);
    void app.readBranch();
    app.notify("agent-turn-complete", "the turn has ended");
    if (!app.isEnding) this.#goOnAfter(turn);
    if (app.settings.mode.kind === "plan") void this.#offerPlan(turn);
  }

  async #offerPlan(turn: TurnInfo): Promise<void> {
    const { offerPlan } = await import("./plan-mode.js");
    await offerPlan(this.#app, turn);
  }

  /** What was sent and not read gets a turn of its own, before what waits. Who stops a turn wants what waits not to begin another. */
  #goOnAfter({ status }: TurnInfo): void {
    const { outbox, draft } = this.#app;
    const isStopped = status === "interrupted";
    if (!outbox.hasUnread && isStopped) draft.restore(outbox.takeAll());
    else if (!outbox.hasUnread) this.sendWaiting();
    else if (isStopped) this.#thread?.answerWaiting();
  }
}
