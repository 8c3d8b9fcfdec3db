import {
  type Atom,
  type Attachment,
  attach,
  attachInPlaceOf,
  type Composer,
  draftText,
  emptyComposer,
  insert,
  isEmpty,
  type Message,
  messageOf,
  moveTo,
  withAttachments,
  withDraft,
} from "../state/composer.js";
import { editWith } from "../state/edit-keys.js";
import { emptyHistory, type History, newer, older, type Recalled, remember } from "../state/history.js";
import type { takeVimKey } from "../state/vim.js";
import { beginVim, type Vim } from "../state/vim-state.js";
import type { Key } from "../terminal/key-codes.js";
import { graphemesOf } from "../text/graphemes.js";
import { rowMove } from "../view/input-view.js";
import { cleanPaste, draftAgain, isLongPaste, MAX_EDITED, pastedImages, pastedText } from "./pasted.js";
import type { Popup } from "./popup.js";

export interface DraftOptions {
  /** Follows the text before the cursor. */
  readonly popup: Popup;
  readonly onChange: () => void;
}

/** The draft of a message, and the messages sent earlier. */
export class Draft {
  readonly #options: DraftOptions;
  #composer: Composer = emptyComposer;
  #history: History = emptyHistory;
  /** Set while vi keys are enabled. */
  #vim: { readonly take: typeof takeVimKey; readonly state: Vim } | undefined;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  get composer(): Composer {
    return this.#composer;
  }

  get isEmpty(): boolean {
    return isEmpty(this.#composer);
  }

  /** The current vi mode; undefined without vi keys. */
  get vimMode(): Vim["mode"] | undefined {
    return this.#vim?.state.mode;
  }

  /** The message as it would be sent now, with pasted text in full. */
  get message(): Message {
    return messageOf(this.#composer);
  }

  /** Earlier messages by their displayed text, without duplicates, newest first. */
  get earlier(): ReadonlyMap<string, string | readonly Atom[]> {
    const found = new Map<string, string | readonly Atom[]>();
    for (const entry of this.#history.entries) {
      const text = typeof entry === "string" ? entry : draftText({ atoms: entry });
      if (!found.has(text)) found.set(text, entry);
    }
    return found;
  }

  /** Adds messages of earlier sessions, newest first. */
  addHistory(entries: readonly string[]): void {
    const drafts = entries.map((text) => (text.length > MAX_EDITED ? draftAgain(text) : text));
    this.#history = { ...this.#history, entries: [...this.#history.entries, ...drafts] };
  }

  set(text: string | readonly Atom[]): void {
    this.edit(withDraft(this.#composer, text));
    this.#options.onChange();
  }

  /** Puts unsent messages back, before the current draft. */
  restore(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const drafts = [...messages.map(({ draft, text }) => draft ?? graphemesOf(text)), this.#composer.atoms];
    const atoms = drafts
      .filter(({ length }) => length > 0)
      .flatMap((draft, index) => (index === 0 ? draft : ["\n", ...draft]));
    this.set(atoms);
  }

  /** Takes the text from an editor; images that it still mentions are kept. */
  setEdited(text: string): void {
    const images = this.#composer.atoms.filter((atom) => typeof atom !== "string" && atom.type === "image");
    this.set(withAttachments(draftAgain(text), images));
  }

  insert(text: string): void {
    this.edit(insert(this.#composer, text));
    this.#options.onChange();
  }

  attach(attachment: Attachment): void {
    this.edit(attach(this.#composer, attachment));
    this.#options.onChange();
  }

  edit(composer: Composer): void {
    this.#composer = composer;
    this.#options.popup.follow(composer);
  }

  /** Applies a key that only edits. */
  editWith(key: Key): void {
    const edited = editWith(this.#composer, key);
    if (edited !== undefined) this.edit(edited);
  }

  /** Switches vi keys on or off. */
  useVim(take: typeof takeVimKey | undefined): void {
    this.#vim = take && { take, state: beginVim };
    this.#options.onChange();
  }

  /** The keys to handle: the key itself, the keys that it means in vi, or none if it has edited the draft. */
  keysMeant(key: Key): readonly Key[] {
    const taken = this.#vim?.take(this.#composer, this.#vim.state, key);
    if (this.#vim === undefined || taken === undefined) return [key];
    this.#vim = { ...this.#vim, state: taken.vim };
    if (taken.type === "key") return Array.from({ length: taken.times }, () => taken.key);
    this.edit(taken.composer);
    return [];
  }

  clear(): void {
    if (this.#vim !== undefined) this.#vim = { ...this.#vim, state: beginVim };
    this.edit({ ...emptyComposer, killed: this.#composer.killed });
  }

  /** Takes the message to be sent. Undefined if the draft is empty, or if Enter only ended a line (after `\`). */
  take(): Message | undefined {
    const { atoms, cursor } = this.#composer;
    if (atoms[cursor - 1] === "\\" && cursor === atoms.length) {
      this.editWith({ name: "backspace" });
      this.edit(insert(this.#composer, "\n"));
      return undefined;
    }
    const { message } = this;
    if (message.text.trim() === "" && message.images.length === 0) return undefined;
    this.putAside();
    return message;
  }

  /** Clears the draft; it can be recalled as an earlier message. */
  putAside(): void {
    const { atoms } = this.#composer;
    const hasAttachments = atoms.some((atom) => typeof atom !== "string");
    this.#history = remember(this.#history, hasAttachments ? atoms : draftText({ atoms }));
    this.clear();
  }

  /** Moves one row up or down; at the first or last row, recalls an earlier or later message. */
  moveRow(direction: -1 | 1, columns: number): void {
    const place = rowMove(this.#composer, direction, columns);
    if (place !== undefined) return this.edit(moveTo(this.#composer, place));
    this.#recall(direction < 0 ? older(this.#history, this.#composer.atoms) : newer(this.#history));
  }

  /** Pasted text never sends a message and never answers a question. Paths of images become the images. */
  paste(raw: string, cwd: string): void {
    const text = cleanPaste(raw);
    if (text === "") return;
    if (isLongPaste(text)) return this.attach(pastedText(text));
    this.insert(text);
    void pastedImages(text, cwd).then((found) => {
      for (const { text: pathText, image } of found) this.#replace(pathText, image);
    });
  }

  /** Replaces a pasted path by its image. */
  #replace(text: string, image: Attachment): void {
    this.edit(attachInPlaceOf(this.#composer, text, image));
    this.#options.onChange();
  }

  /** Keeps the popup closed, since it is for typed text. */
  #recall(recalled: Recalled | undefined): void {
    if (recalled === undefined) return;
    this.#history = recalled.history;
    this.#composer = withDraft(this.#composer, recalled.draft);
  }
}
