import {
  type Choice,
  type ChoiceList,
  choiceList,
  chosen,
  moveSelection,
  narrowed,
  pageSelection,
} from "../state/choice-list.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import { listRows } from "../view/list-view.js";
import type { Look } from "../view/look.js";

/** A list that takes the keyboard until something is chosen, or Esc. Letters narrow it. */
export class ChoiceDialog<T> {
  readonly #title: string;
  readonly #all: readonly Choice<T>[];
  readonly #done: (value: T | undefined) => void;
  #list: ChoiceList<T>;
  #letters = "";

  constructor(title: string, choices: readonly Choice<T>[], done: (value: T | undefined) => void, selected = 0) {
    this.#title = title;
    this.#all = choices;
    this.#done = done;
    this.#list = choiceList(choices, selected);
  }

  rows(look: Look, maxRows: number): Safe[] {
    const letters = this.#letters === "" ? safe`` : safe` ${look.paint.accent(safeLine(this.#letters))}`;
    const title = fitRow(safe`${look.paint.bold(safeLine(this.#title))}${letters}`, look.columns() - 1);
    const none = this.#list.choices.length === 0 ? [look.paint.dim(safe`  nothing fits`)] : [];
    return [title, ...none, ...(none.length > 0 ? [] : listRows(this.#list, look, Math.max(1, maxRows - 1)))];
  }

  /** All of it, numbered. */
  plainRows(): Safe[] {
    const rows = this.#all.map(
      ({ name, detail }, index) => safe`  ${index + 1} ${safeLine(name)}  ${safeLine(detail)}`,
    );
    return [safeLine(this.#title), ...rows, safe`question: type a number, or nothing to leave it`];
  }

  /** The number of a choice, or its name. */
  takeLine(line: string): boolean {
    const word = line.trim();
    const choice = /^\d+$/.test(word) ? this.#all[Number(word) - 1] : this.#all.find(({ name }) => name === word);
    if (choice === undefined && word !== "") return false;
    this.#done(choice?.value);
    return true;
  }

  /** True once it is done. */
  take(key: Key): boolean {
    switch (nameOfKey(key)) {
      case "escape":
      case "ctrl-c":
        this.#done(undefined);
        return true;
      case "enter":
      case "tab": {
        const choice = chosen(this.#list);
        if (choice === undefined) return false;
        this.#done(choice.value);
        return true;
      }
      case "up":
      case "ctrl-p":
        this.#list = moveSelection(this.#list, -1);
        return false;
      case "down":
      case "ctrl-n":
        this.#list = moveSelection(this.#list, 1);
        return false;
      case "pageup":
        this.#list = pageSelection(this.#list, -8);
        return false;
      case "pagedown":
        this.#list = pageSelection(this.#list, 8);
        return false;
      case "backspace":
        this.#narrow(this.#letters.slice(0, -1));
        return false;
      default:
        if (key.text !== undefined) this.#narrow(`${this.#letters}${key.text}`);
        return false;
    }
  }

  #narrow(letters: string): void {
    this.#letters = letters;
    this.#list = choiceList(narrowed(this.#all, letters));
  }
}
