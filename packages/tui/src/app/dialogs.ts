import type { Answer, Question, ThreadView } from "@codex/core";
import type { Choice } from "../state/choice-list.js";
import type { Key } from "../terminal/key-codes.js";
import type { LiveRegion } from "../terminal/live-region.js";
import type { Safe } from "../text/safe.js";
import type { Look } from "../view/look.js";
import { ChoiceDialog, type ChoiceDialogOptions } from "./choice-dialog.js";
import type { QuestionKey } from "./question-dialog.js";
import type { TextDialogOptions } from "./text-dialog.js";

/** What has the keyboard until it is done. */
export interface Dialog {
  /** True once it is done. */
  take(key: Key): boolean;
  rows(look: Look, maxRows: number): readonly Safe[];
  plainRows(look: Look): readonly Safe[];
  takeLine(line: string): boolean;
  /** Takes pasted text where words are asked for. */
  paste?(text: string): void;
  /** Of the rows that were asked for last, where words are asked for: the cursor's place. */
  readonly cursor?: LiveRegion["cursor"] | undefined;
}

/** A question of the thread; keys that it has no use for are the draft's. */
export interface ThreadDialog {
  readonly question: Question;
  take(key: Key): QuestionKey;
  rows(look: Look, maxRows: number): readonly Safe[];
  plainRows(look: Look): readonly Safe[];
  /** Undefined while it takes more. */
  takeLine(line: string): Answer | undefined;
  /** Takes pasted text where words are asked for; false when it is for the draft. */
  paste?(text: string): boolean;
  /** Of the rows that were asked for last, where words are asked for: the cursor's place. */
  readonly cursor?: LiveRegion["cursor"] | undefined;
}

export interface DialogsOptions {
  readonly onAnswer: (question: Question, answer: Answer) => void;
  readonly onChange: () => void;
}

type ChooseOptions<T> = Pick<ChoiceDialogOptions<T>, "selected" | "preview" | "more">;

/** Rows of a list of choices, at most. */
const MAX_CHOICE_ROWS = 14;

/** What the user is asked: a list that a command opened, before questions of the thread, one after the other. */
export class Dialogs {
  readonly #options: DialogsOptions;
  #choice: { readonly dialog: Dialog } | undefined;
  #question: ThreadDialog | undefined;
  /** Another one for each thing that is asked, also when the same is asked once more. */
  #asking = {};
  #dialogFor: ((question: Question) => ThreadDialog) | undefined;

  constructor(options: DialogsOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#choice !== undefined || this.#question !== undefined;
  }

  /** Whether the thread waits for an answer. */
  get isAsked(): boolean {
    return this.#question !== undefined;
  }

  /** Opens a dialog of one's own. */
  open(dialog: Dialog): void {
    this.#choice = { dialog };
    this.#asking = {};
    this.#options.onChange();
  }

  /** Lets the user choose from a list; undefined when they did not. */
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

  /** Asks for a line of words that `isFit`; undefined when the user gave none. */
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

  /** How questions are asked is known once there is a thread. */
  useThread(dialogFor: (question: Question) => ThreadDialog): void {
    this.#dialogFor = dialogFor;
  }

  /** The thread's first open question is the one that is shown. */
  follow({ questions }: ThreadView): void {
    const [first] = questions;
    if (first?.id === this.#question?.question.id) return;
    this.#asking = {};
    this.#question = first && this.#dialogFor?.(first);
  }

  /** False when the key is not for a dialog. */
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

  /** Pasted text: a field may have it, a list has no use for it. */
  paste(text: string): boolean {
    if (this.#choice === undefined) return this.#question?.paste?.(text) === true;
    this.#choice.dialog.paste?.(text);
    return true;
  }

  /** Where among the rows the next letter goes; undefined when it goes into the draft. */
  get cursor(): LiveRegion["cursor"] | undefined {
    return this.#choice === undefined ? this.#question?.cursor : this.#choice.dialog.cursor;
  }

  /** The same with a whole line; `denied` when that is what the line answered. */
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

  rows(look: Look, maxRows: number): readonly Safe[] {
    if (this.#choice !== undefined) return this.#choice.dialog.rows(look, Math.min(maxRows, MAX_CHOICE_ROWS));
    return this.#question?.rows(look, maxRows) ?? [];
  }

  /** What waits for an answer, whole, for those who read line by line; `id` is another one for each line that is asked for. */
  asked(look: Look): { readonly id: object; readonly rows: readonly Safe[] } | undefined {
    const dialog = this.#choice?.dialog ?? this.#question;
    return dialog && { id: this.#asking, rows: dialog.plainRows(look) };
  }

  /** A dialog may have opened another one when it was done. */
  #closeWhen(isDone: boolean, dialog: Dialog): void {
    if (isDone && this.#choice?.dialog === dialog) this.#choice = undefined;
  }
}
