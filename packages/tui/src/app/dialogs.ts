import type { Answer, Question, ThreadView } from "@codex/core";
import type { Choice } from "../state/choice-list.js";
import type { Key } from "../terminal/key-codes.js";
import type { LiveRegion } from "../terminal/live-region.js";
import type { Safe } from "../text/safe.js";
import type { Look } from "../view/look.js";
import { ChoiceDialog, type ChoiceDialogOptions } from "./choice-dialog.js";
import type { QuestionKey } from "./question-dialog.js";
import type { TextDialogOptions } from "./text-dialog.js";

/** A dialog that takes the keyboard until it is done. */
export interface Dialog {
  /** Returns true when the dialog is done. */
  take(key: Key): boolean;
  rows(look: Look, maxRows: number): readonly Safe[];
  plainRows(look: Look): readonly Safe[];
  takeLine(line: string): boolean;
  /** Takes pasted text, for dialogs that ask for text. */
  paste?(text: string): void;
  /** The cursor position in the latest rows, for dialogs that ask for text. */
  readonly cursor?: LiveRegion["cursor"] | undefined;
}

/** A question of the thread; keys that it does not use go to the draft. */
export interface ThreadDialog {
  readonly question: Question;
  take(key: Key): QuestionKey;
  rows(look: Look, maxRows: number): readonly Safe[];
  plainRows(look: Look): readonly Safe[];
  /** Undefined if it needs more input. */
  takeLine(line: string): Answer | undefined;
  /** Takes pasted text, if it asks for text; returns false if the text is for the draft. */
  paste?(text: string): boolean;
  /** The cursor position in the latest rows, if it asks for text. */
  readonly cursor?: LiveRegion["cursor"] | undefined;
}

export interface DialogsOptions {
  readonly onAnswer: (question: Question, answer: Answer) => void;
  readonly onChange: () => void;
}

type ChooseOptions<T> = Pick<ChoiceDialogOptions<T>, "selected" | "preview" | "more">;

/** The maximum number of rows for a list of choices. */
const MAX_CHOICE_ROWS = 14;

/** Everything that asks the user: a list opened by a command goes before questions of the thread, which follow one after the other. */
export class Dialogs {
  readonly #options: DialogsOptions;
  #choice: { readonly dialog: Dialog } | undefined;
  #question: ThreadDialog | undefined;
  /** A new object for every question, even if the same one is asked again. */
  #asking = {};
  #dialogFor: ((question: Question) => ThreadDialog) | undefined;

  constructor(options: DialogsOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#choice !== undefined || this.#question !== undefined;
  }

  /** Whether the thread is waiting for an answer. */
  get isAsked(): boolean {
    return this.#question !== undefined;
  }

  /** Whether Esc closes a list or declines a form; otherwise it stops the turn, also at an approval. */
  get takesEscape(): boolean {
    return this.#choice !== undefined || this.cursor !== undefined;
  }

  /** Opens a dialog. */
  open(dialog: Dialog): void {
    this.#choice = { dialog };
    this.askAgain();
  }

  /** Lets the user choose from a list; undefined if they did not. */
  choose<T>(title: string, choices: readonly Choice<T>[], more: ChooseOptions<T> = {}): Promise<T | undefined> {
    const { onChange } = this.#options;
    return new Promise((resolve) => {
      const done = (value: T | undefined) => {
        this.#choice = undefined;
        resolve(value);
        onChange();
      };
      this.open(new ChoiceDialog({ title, choices, done, onChange, ...more }));
    });
  }

  /** Asks for a line of text that satisfies `isFit`; undefined if the user gave none. */
  async write(options: Omit<TextDialogOptions, "done">, isFit: (text: string) => boolean): Promise<string | undefined> {
    const { TextDialog } = await import("./text-dialog.js");
    return new Promise((resolve) => {
      const done = (text: string | undefined) => {
        if (text !== undefined && !isFit(text)) return false;
        resolve(text);
        return true;
      };
      this.open(new TextDialog({ ...options, done }));
    });
  }

  /** Sets how questions are shown, which is known once there is a thread. */
  useThread(dialogFor: (question: Question) => ThreadDialog): void {
    this.#dialogFor = dialogFor;
  }

  /** Shows the thread's first open question. */
  follow({ questions }: ThreadView): void {
    const [first] = questions;
    if (first?.id === this.#question?.question.id) return;
    this.#asking = {};
    this.#question = first && this.#dialogFor?.(first);
  }

  /** Returns false if the key is not for a dialog. */
  take(key: Key): boolean {
    if (this.#choice !== undefined) {
      const { dialog } = this.#choice;
      this.#closeWhen(dialog.take(key), dialog);
      return true;
    }
    if (this.#question === undefined) return false;
    const taken = this.#question.take(key);
    if (taken.type === "answer") this.#options.onAnswer(this.#question.question, taken.answer);
    return taken.type !== "passed";
  }

  /** Pasted text goes into a text field; lists ignore it. */
  paste(text: string): boolean {
    if (this.#choice === undefined) return this.#question?.paste?.(text) === true;
    this.#choice.dialog.paste?.(text);
    return true;
  }

  /** The cursor position within the rows; undefined if typing goes to the draft. */
  get cursor(): LiveRegion["cursor"] | undefined {
    return this.#choice === undefined ? this.#question?.cursor : this.#choice.dialog.cursor;
  }

  /** Handles a whole line. `denied`: the line answered no. */
  takeLine(line: string): "passed" | "taken" | "denied" {
    this.#asking = {};
    if (this.#choice !== undefined) {
      const { dialog } = this.#choice;
      this.#closeWhen(dialog.takeLine(line), dialog);
      return "taken";
    }
    if (this.#question === undefined) return "passed";
    const answer = this.#question.takeLine(line);
    if (answer !== undefined) this.#options.onAnswer(this.#question.question, answer);
    return answer?.type === "denied" ? "denied" : "taken";
  }

  /** Repeats the open question for those who read line by line. */
  askAgain(): void {
    this.#asking = {};
    this.#options.onChange();
  }

  rows(look: Look, maxRows: number): readonly Safe[] {
    if (this.#choice !== undefined) return this.#choice.dialog.rows(look, Math.min(maxRows, MAX_CHOICE_ROWS));
    return this.#question?.rows(look, maxRows) ?? [];
  }

  /** The complete open question, for line-by-line reading. `id` is a new object for each requested line. */
  asked(look: Look): { readonly id: object; readonly rows: readonly Safe[] } | undefined {
    const dialog = this.#choice?.dialog ?? this.#question;
    return dialog && { id: this.#asking, rows: dialog.plainRows(look) };
  }

  /** A dialog may have opened another one when it finished. */
  #closeWhen(isDone: boolean, dialog: Dialog): void {
    if (isDone && this.#choice?.dialog === dialog) this.#choice = undefined;
  }
}
