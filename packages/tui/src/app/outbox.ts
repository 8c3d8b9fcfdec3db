import type { ChatThread } from "../chat-engine.js";
import type { Message } from "../state/composer.js";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import type { Look } from "../view/look.js";

interface OutboxSurroundings extends Pick<ChatThread, "isBusy"> {
  /** Whether Esc stops the turn, and then what it has not read is answered. */
  readonly escSends: boolean;
}

/** How many queued messages are shown. */
const MAX_SHOWN = 3;

/** Messages on their way to the model: queued ones, and those sent but not yet read. */
export class Outbox {
  readonly #waiting: Message[] = [];
  /** The position of the queued message that is being edited, where it will be put back. */
  #editedPlace: number | undefined;
  /** By message id: a running turn reads them after its current step. */
  readonly #unread = new Map<string, Message>();
  /** Output of the user's own commands, sent to the model before the next message. */
  #context: string[] = [];
  #hasSent = false;

  /** Whether a message was ever sent, so that there is something to resume. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  send(message: Message, thread: ChatThread): void {
    this.#hasSent = true;
    for (const text of this.#context.splice(0)) thread.queueForModel(text);
    this.#unread.set(thread.send(message), message);
  }

  /** Queues a message until the running turn has ended. */
  wait(message: Message): void {
    this.#waiting.splice(this.#editedPlace ?? this.#waiting.length, 0, message);
    this.#editedPlace = undefined;
  }

  get isEditing(): boolean {
    return this.#editedPlace !== undefined;
  }

  /** Puts the edited message back and takes out the one before it, for editing; before the first comes the last. */
  editBefore(edited: Message | undefined): Message | undefined {
    const place = this.#editedPlace ?? this.#waiting.length;
    if (edited !== undefined) this.#waiting.splice(place, 0, edited);
    const { length } = this.#waiting;
    if (length === 0) return undefined;
    this.#editedPlace = (place + length - 1) % length;
    return this.#waiting.splice(this.#editedPlace, 1)[0];
  }

  /** Drops the message that was being edited. */
  leaveEdited(): void {
    this.#editedPlace = undefined;
  }

  /** Takes the first queued message. */
  takeFirst(): Message | undefined {
    if (this.#editedPlace !== undefined && this.#editedPlace > 0) this.#editedPlace--;
    return this.#waiting.shift();
  }

  /** Takes all queued messages. */
  takeAll(): readonly Message[] {
    this.#editedPlace = undefined;
    return this.#waiting.splice(0);
  }

  /** Adds messages that an earlier process sent and the model has not read. */
  noteUnread(messages: ChatThread["unread"]): void {
    for (const { id, text } of messages) this.#unread.set(id, { text, images: [] });
  }

  /** Takes back a message that could not be sent. */
  takeBack(id: string): readonly Message[] {
    const message = this.#unread.get(id);
    this.#unread.delete(id);
    return message === undefined ? [] : [message];
  }

  /** Whether the model has not read all sent messages yet. */
  get hasUnread(): boolean {
    return this.#unread.size > 0;
  }

  /** Forgets sent messages: either it is unknown whether they will be read, or another conversation has started. */
  forgetSent(): void {
    this.#unread.clear();
  }

  addContext(text: string): void {
    this.#context.push(text);
  }

  wasRead(clientId: string | undefined): void {
    if (clientId !== undefined) this.#unread.delete(clientId);
  }

  rows({ paint, columns }: Look, { isBusy, escSends }: OutboxSurroundings): Safe[] {
    const row = (text: Safe) => fitRow(paint.dim(text), columns() - 1);
    const unread = [...this.#unread.values()].slice(-MAX_SHOWN).map(({ text }, index, { length }) => {
      const whileBusy = escSends ? safe` (Esc stops the turn and sends it now)` : safe` (not read yet)`;
      const how = isBusy ? whileBusy : safe` (goes with your next message)`;
      return row(safe`  sent: ${safeLine(text)}${index === length - 1 ? how : EMPTY}`);
    });
    const hidden = this.#waiting.length - MAX_SHOWN;
    const before = hidden > 0 ? [row(safe`  waiting: ${hidden} before these`)] : [];
    const waiting = this.#waiting.slice(-MAX_SHOWN).map(({ text }, index, { length }) => {
      const keys = index === length - 1 ? safe` (Alt-Up edits)` : EMPTY;
      return row(safe`  waiting: ${safeLine(text)}${keys}`);
    });
    return [...unread, ...before, ...waiting];
  }
}
