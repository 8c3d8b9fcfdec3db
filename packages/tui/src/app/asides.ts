import type { Item, TurnInfo } from "@codex/core";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import type { Look } from "../view/look.js";
import type { App } from "./app.js";

/** Side questions: neither they nor their answers become part of the conversation. */
export class Asides {
  readonly #app: App;
  /** Questions without an answer yet. */
  readonly #open = new Map<AbortController, string>();
  /** Answered questions, as context for later ones. */
  #answered: readonly { readonly question: string; readonly answer: string }[] = [];

  constructor(app: App) {
    this.#app = app;
  }

  /** Returns false if there was nothing to stop. */
  stop(): boolean {
    for (const asked of this.#open.keys()) asked.abort();
    return this.#open.size > 0;
  }

  /** Drops all questions, since their conversation has been left. */
  leave(): void {
    this.stop();
    this.#answered = [];
  }

  /** Settles when the complete answer has been printed. */
  async ask(question: string): Promise<void> {
    const asked = new AbortController();
    this.#open.set(asked, question);
    this.#app.host.changed();
    try {
      const { items, turn } = await this.#askAside(question, asked.signal);
      const answer = items.findLast((item) => item.kind === "agent-message")?.text ?? "";
      if (turn?.status === "completed" && !asked.signal.aborted)
        this.#answered = [...this.#answered, { question, answer }].slice(-MAX_CONTEXT);
      await this.#print(question, items, turn);
    } finally {
      this.#open.delete(asked);
      this.#app.host.changed();
    }
  }

  rows({ paint, columns }: Look, { isBusy }: { readonly isBusy: boolean }): Safe[] {
    const how = isBusy ? EMPTY : safe` (Esc stops it)`;
    return [...this.#open.values()].map((question) =>
      fitRow(paint.dim(safe`  side question: ${safeLine(question)}${how}`), columns() - 1),
    );
  }

  async #askAside(question: string, stopped: AbortSignal) {
    const items: Item[] = [];
    const ended = Promise.withResolvers<TurnInfo | undefined>();
    await using thread = await this.#app.thread.beside({
      onEvent: (event) => {
        if (event.type === "item-ended") items.push(event.item);
        if (event.type === "turn-ended") ended.resolve(event.turn);
        if (event.type === "closed") ended.resolve(undefined);
      },
      onError: ended.reject,
    });
    const stop = () => {
      thread.interrupt();
      ended.resolve(undefined);
    };
    if (stopped.aborted) return { items, turn: undefined };
    stopped.addEventListener("abort", stop, { once: true });
    thread.queueForModel(`${WHAT_IT_IS}${this.#answered.map(asContext).join("")}`);
    thread.send({ text: question, images: [] });
    return { items, turn: await ended.promise };
  }

  async #print(question: string, items: readonly Item[], turn: TurnInfo | undefined): Promise<void> {
    const app = this.#app;
    const { asideLines } = await import("../view/aside-lines.js");
    app.print(asideLines({ question, items, turn }, app.look));
  }
}

/** How many earlier questions the model gets as context. */
const MAX_CONTEXT = 5;

const WHAT_IT_IS =
  "The user asks something beside the work of this conversation, which goes on without you. Answer it from what is known here, " +
  "or from what you read; change nothing, and go on with nothing.";

function asContext({ question, answer }: { readonly question: string; readonly answer: string }): string {
  return `\n\nAsked beside it before: ${question}\nYour answer was: ${answer}`;
}
