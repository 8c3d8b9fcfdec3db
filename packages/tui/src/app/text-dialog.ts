import { draftText, emptyComposer, insert } from "../state/composer.js";
import { editWith } from "../state/edit-keys.js";
import type { FormField } from "../state/form.js";
import type { FormEntry } from "../state/form-entry.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { formRows } from "../view/form-view.js";
import type { Look } from "../view/look.js";
import type { Dialog } from "./dialogs.js";
import { cleanPaste } from "./pasted.js";

export interface TextDialogOptions {
  readonly label: string;
  readonly about: string;
  readonly isSecret: boolean;
  /** Called with undefined on Esc. Return false to keep the dialog open because the text is not acceptable. */
  readonly done: (text: string | undefined) => boolean;
}

/** Asks for a line of text. */
export class TextDialog implements Dialog {
  cursor: Dialog["cursor"];
  readonly #options: TextDialogOptions;
  #typed = emptyComposer;
  #isUnfit = false;

  constructor(options: TextDialogOptions) {
    this.#options = options;
  }

  rows(look: Look, maxRows: number): readonly Safe[] {
    const { label, about, isSecret } = this.#options;
    const field: FormField = { ...FIELD, label, about, isSecret };
    const entry: FormEntry = { typed: this.#typed, marked: undefined, picked: undefined };
    const fault = this.#isUnfit ? "that is none" : undefined;
    const shown = formRows({ heading: [], field, entry, fault, place: { at: 1, of: 1 } }, look, maxRows);
    this.cursor = shown.cursor;
    return shown.rows;
  }

  plainRows(): readonly Safe[] {
    return [safe`${safeLine(this.#options.label)}: ${safeLine(this.#options.about)}`];
  }

  take(key: Key): boolean {
    switch (nameOfKey(key)) {
      case "escape":
      case "ctrl-c":
        return this.#options.done(undefined);
      case "enter":
        this.#isUnfit = !this.#options.done(draftText(this.#typed).trim());
        return !this.#isUnfit;
      default:
        this.#isUnfit = false;
        this.#typed = editWith(this.#typed, key) ?? this.#typed;
        return false;
    }
  }

  paste(raw: string): void {
    this.#typed = insert(
      this.#typed,
      cleanPaste(raw)
        .trim()
        .replace(/[\n\t]/g, " "),
    );
  }

  takeLine(line: string): boolean {
    return this.#options.done(line.trim() === "" ? undefined : line.trim());
  }
}

const FIELD: Omit<FormField, "label"> = {
  key: "",
  about: undefined,
  options: [],
  isMultiple: false,
  isFree: true,
  required: true,
  isSecret: false,
  initial: undefined,
  expects: "",
  valueOf: (text) => text,
  isFit: () => true,
};
