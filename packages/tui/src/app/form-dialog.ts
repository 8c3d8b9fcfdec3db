import type { Answer, ElicitationValue, Question } from "@codex/core";
import { type FormField, fieldsOf, formAnswer } from "../state/form.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { EMPTY, type Safe, safe, safeLine } from "../text/safe.js";
import { wrapRows } from "../text/styled.js";
import type { Look } from "../view/look.js";
import { questionBody } from "../view/question-view.js";
import { type QuestionKey, SILENCE_MS } from "./question-dialog.js";

/** A question that is answered field by field: Enter goes on, Esc declines, arrows choose where there is a list. */
export class FormDialog {
  readonly question: Question;
  readonly #fields: readonly FormField[];
  readonly #values = new Map<string, ElicitationValue>();
  readonly #now: () => number;
  #silentSince: number;
  /** Once a key was taken the following ones are, too. */
  #hasBegun = false;
  #at = 0;
  #text = "";
  #fault: string | undefined;

  constructor(question: Question, now: () => number = () => performance.now()) {
    this.question = question;
    this.#fields = fieldsOf(question);
    this.#now = now;
    this.#silentSince = now();
  }

  rows(look: Look, maxRows: number): Safe[] {
    const { paint } = look;
    const columns = look.columns() - 1;
    const field = this.#fields[this.#at];
    if (field === undefined) return [];
    const typed = field.isSecret ? "*".repeat(this.#text.length) : this.#text;
    const about = field.about === undefined ? EMPTY : paint.dim(safe` (${safeLine(field.about)})`);
    const options = field.options.length === 0 ? EMPTY : paint.dim(safe` [${safeLine(field.options.join(", "))}]`);
    const optional = field.required ? EMPTY : paint.dim(safe`, or nothing`);
    const rows = [
      ...questionBody(this.question, look),
      ...wrapRows(
        safe`  ${safeLine(field.label)}${about}${options}${optional}: ${paint.accent(safeLine(typed))}`,
        columns,
      ),
      ...(this.#fault === undefined ? [] : [paint.warning(safe`  ${safeLine(this.#fault)}`)]),
      paint.dim(safe`  Enter goes on (${this.#at + 1} of ${this.#fields.length})   Esc no`),
    ];
    return [EMPTY, ...rows].slice(-Math.max(1, maxRows));
  }

  plainRows(look: Look): Safe[] {
    return this.rows(look, Number.MAX_SAFE_INTEGER);
  }

  take(key: Key): QuestionKey {
    const now = this.#now();
    const wasSilent = now - this.#silentSince >= SILENCE_MS;
    this.#silentSince = now;
    if (!wasSilent && !this.#hasBegun) return { type: "passed" };
    this.#hasBegun = true;
    switch (nameOfKey(key)) {
      case "escape":
        return { type: "answer", answer: { type: "denied" } };
      case "enter":
        return this.#next();
      case "backspace":
        this.#text = [...this.#text].slice(0, -1).join("");
        return { type: "taken" };
      case "up":
      case "down":
        this.#turn(nameOfKey(key) === "down" ? 1 : -1);
        return { type: "taken" };
      case "ctrl-c":
        return { type: "answer", answer: { type: "cancelled" } };
      default:
        this.#text += key.text ?? "";
        return { type: "taken" };
    }
  }

  /** The same as a whole line. */
  takeLine(line: string): Answer | undefined {
    this.#text = line.trim();
    const taken = this.#next();
    return taken.type === "answer" ? taken.answer : undefined;
  }

  #turn(by: 1 | -1): void {
    const { options = [] } = this.#fields[this.#at] ?? {};
    if (options.length === 0) return;
    const now = options.indexOf(this.#text);
    this.#text =
      options[now < 0 ? (by > 0 ? 0 : options.length - 1) : (now + by + options.length) % options.length] ?? "";
  }

  #next(): QuestionKey {
    const field = this.#fields[this.#at];
    if (field === undefined) return { type: "taken" };
    const value = field.valueOf(this.#text);
    if (value === undefined && (field.required || this.#text !== "")) {
      this.#fault = field.options.length > 0 ? `one of ${field.options.join(", ")}` : "that does not fit here";
      return { type: "taken" };
    }
    if (value !== undefined) this.#values.set(field.key, value);
    this.#fault = undefined;
    this.#text = "";
    this.#at++;
    if (this.#at < this.#fields.length) return { type: "taken" };
    return { type: "answer", answer: formAnswer(this.question, this.#values) };
  }
}
