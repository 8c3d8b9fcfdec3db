import type { ItemOf, ThreadView } from "@codex/core";
import { type Atom, type Message, withAttachments } from "../state/composer.js";
import { EMPTY, safe } from "../text/safe.js";
import type { App } from "./app.js";
import { draftAgain, imageOf } from "./pasted.js";

const HINT = "Enter sends it in place of what came since; Esc: the one before; Ctrl-C leaves";
const HINT_MS = 60_000;

/** A user's message of a turn, including those sent while it was running. */
interface Said {
  readonly turnId: string;
  readonly messages: readonly ItemOf<"user-message">[];
}

/**
 * Esc Esc: recalls an earlier message for editing. When it is sent, the conversation continues from there, and everything after it is
 * dropped.
 */
export class EarlierMessages {
  readonly #app: App;
  /** The turn of the message being edited. */
  #turnId: string | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  get isEditing(): boolean {
    return this.#turnId !== undefined;
  }

  get hasAny(): boolean {
    return saidIn(this.#app.printer.view).length > 0;
  }

  /** Goes one message further back each time; after the first message comes the latest again. */
  goBack(): void {
    const all = saidIn(this.#app.printer.view);
    const now = all.findIndex(({ turnId }) => turnId === this.#turnId);
    const next = now > 0 ? all[now - 1] : all.at(-1);
    if (next === undefined) return;
    this.#turnId = next.turnId;
    this.#app.hints.show(HINT, HINT_MS);
    void draftOf(next).then((atoms) => {
      if (this.#turnId === next.turnId) this.#app.draft.set(atoms);
    });
  }

  leave(): void {
    if (this.#turnId === undefined) return;
    this.#turnId = undefined;
    this.#app.hints.clear();
  }

  /** Sends the message in place of everything after it. If the revert fails, the draft stays as it was. */
  async send(message: Message): Promise<void> {
    const app = this.#app;
    const turnId = this.#turnId;
    this.leave();
    if (turnId === undefined) return app.send(message);
    try {
      await app.thread.revert({ beforeTurnId: turnId, what: "conversation" });
    } catch (error) {
      app.draft.restore([message]);
      throw error;
    }
    const { paint } = app.look;
    app.print([EMPTY, paint.dim(safe`edited: later messages are forgotten; files are unchanged`)]);
    app.send(message);
  }
}

function saidIn({ turns }: ThreadView): Said[] {
  return turns.flatMap(({ id, items }) => {
    const messages = items.filter((item) => item.kind === "user-message");
    return messages.length === 0 ? [] : [{ turnId: id, messages }];
  });
}

/** The original draft, with images in place. */
async function draftOf({ messages }: Said): Promise<readonly Atom[]> {
  const content = messages.flatMap((message) => message.content);
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
  const found = await Promise.all(
    content.map((part) => (part.type === "local-image" ? imageOf(part.path) : undefined)),
  );
  const images = found.filter((image) => image !== undefined);
  const unnamed = images.filter(({ label }) => !text.includes(label));
  return [...unnamed, ...withAttachments(draftAgain(text), images)];
}
