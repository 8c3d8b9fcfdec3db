import type { Answer, ElicitationValue, Question } from "@codex/core";
import { emptyComposer, insert, isEmpty } from "../state/composer.js";
import { editWith } from "../state/edit-keys.js";
import { type FormField, fieldsOf, formAnswer } from "../state/form.js";
import { beginEntry, enteredIn, type FormEntry, moveMark, togglePick } from "../state/form-entry.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import type { Safe } from "../text/safe.js";
import { formRows } from "../view/form-view.js";
import type { Look } from "../view/look.js";
import { formHeading } from "../view/question-view.js";
import type { ThreadDialog } from "./dialogs.js";
import { cleanPaste } from "./pasted.js";
import type { KeyTimes, QuestionKey } from "./question-dialog.js";

const TAKEN: QuestionKey = { type: "taken" };

/** A question answered field by field: Enter continues, Shift-Tab goes back, Esc declines, arrows choose from options. */
export class FormDialog implements ThreadDialog {
  readonly question: Question;
  /** The position of the cursor. */
  cursor: ThreadDialog["cursor"];
  readonly #fields: readonly FormField[];
  /** One per field. */
  readonly #entries: FormEntry[];
  readonly #times: KeyTimes;
  #silentSince: number;
  /** Once a key has been taken, all later ones are taken, too. */
  #hasBegun = false;
  #at = 0;
  #fault: string | undefined;

  constructor(question: Question, times: KeyTimes) {
    this.question = question;
    this.#fields = fieldsOf(question);
    this.#times = times;
    this.#silentSince = times.now();
    this.#entries = this.#fields.map(beginEntry);
  }

  rows(look: Look, maxRows: number): readonly Safe[] {
    return this.#rows(look, maxRows, { isPlain: false });
  }

  plainRows(look: Look): readonly Safe[] {
    return this.#rows(look, Number.MAX_SAFE_INTEGER, { isPlain: true });
  }

  #rows(look: Look, maxRows: number, { isPlain }: { readonly isPlain: boolean }): readonly Safe[] {
    const field = this.#fields[this.#at];
    const entry = this.#entries[this.#at];
    if (field === undefined || entry === undefined) return [];
    const heading = formHeading(this.question, look);
    const place = { at: this.#at + 1, of: this.#fields.length };
    const { rows, cursor } = formRows({ heading, field, entry, fault: this.#fault, place, isPlain }, look, maxRows);
    this.cursor = cursor;
    return rows;
  }

  take(key: Key): QuestionKey {
    if (!this.#mayTake()) return { type: "passed" };
    switch (nameOfKey(key)) {
      case "escape":
        return { type: "answer", answer: { type: "denied" } };
      case "ctrl-c":
        return { type: "answer", answer: { type: "cancelled" } };
      case "enter":
        return this.#next();
      case "tab":
        return this.#at + 1 < this.#fields.length ? this.#next() : TAKEN;
      case "shift-tab":
        return this.#back();
      case "up":
      case "ctrl-p":
        return this.#change((field, entry) => moveMark(field, entry, -1));
      case "down":
      case "ctrl-n":
        return this.#change((field, entry) => moveMark(field, entry, 1));
      case "space":
        return this.#change((field, entry) =>
          field.isMultiple && isEmpty(entry.typed) ? togglePick(field, entry) : edited(entry, key),
        );
      default:
        return this.#edit(key);
    }
  }

  /** Keys that edit no text are the chat's, such as those for the transcript. */
  #edit(key: Key): QuestionKey {
    const entry = this.#entries[this.#at];
    if (entry !== undefined && editWith(entry.typed, key) === undefined) return { type: "passed" };
    return this.#change((_, before) => edited(before, key));
  }

  /** Pastes into the field; never answers. Returns false if the text is for the draft. */
  paste(raw: string): boolean {
    if (!this.#mayTake()) return false;
    const text = cleanPaste(raw)
      .trim()
      .replace(/[\n\t]/g, " ");
    this.#change((_, entry) => ({ ...entry, typed: insert(entry.typed, text) }));
    return true;
  }

  /** Takes a whole line; an empty one chooses the marked option. */
  takeLine(line: string): Answer | undefined {
    const text = line.trim();
    switch (text) {
      case "/no":
        return { type: "denied" };
      case "/stop":
        return { type: "cancelled" };
      case "<":
        this.#back();
        return undefined;
      default: {
        if (text !== "") this.#change((_, entry) => ({ ...entry, typed: insert(emptyComposer, text) }));
        const taken = this.#next();
        return taken.type === "answer" ? taken.answer : undefined;
      }
    }
  }

  #mayTake(): boolean {
    const now = this.#times.now();
    const wasSilent = now - this.#silentSince >= this.#times.silenceMs();
    this.#silentSince = now;
    this.#hasBegun ||= wasSilent;
    return this.#hasBegun;
  }

  #change(change: (field: FormField, entry: FormEntry) => FormEntry): QuestionKey {
    const field = this.#fields[this.#at];
    const entry = this.#entries[this.#at];
    if (field !== undefined && entry !== undefined) this.#entries[this.#at] = change(field, entry);
    this.#fault = undefined;
    return TAKEN;
  }

  #back(): QuestionKey {
    this.#at = Math.max(0, this.#at - 1);
    this.#fault = undefined;
    return TAKEN;
  }

  #next(): QuestionKey {
    const field = this.#fields[this.#at];
    const entry = this.#entries[this.#at];
    if (field === undefined || entry === undefined) return TAKEN;
    const entered = enteredIn(field, entry);
    if (entered.type === "unfit" || (entered.type === "nothing" && field.required)) {
      this.#fault = `needed here: ${field.expects}`;
      return TAKEN;
    }
    this.#fault = undefined;
    if (this.#at + 1 < this.#fields.length) {
      this.#at++;
      return TAKEN;
    }
    return { type: "answer", answer: formAnswer(this.question, this.#values()) };
  }

  #values(): ReadonlyMap<string, ElicitationValue> {
    const values = new Map<string, ElicitationValue>();
    for (const [index, entry] of this.#entries.entries()) {
      const field = this.#fields[index];
      const entered = field && enteredIn(field, entry);
      if (field !== undefined && entered?.type === "value") values.set(field.key, entered.value);
    }
    return values;
  }
}

/** Fields have a single line. */
function edited(entry: FormEntry, key: Key): FormEntry {
  const typed = editWith(entry.typed, key);
  return typed === undefined || typed.atoms.includes("\n") ? entry : { ...entry, typed };
}
