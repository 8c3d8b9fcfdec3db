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
import { graphemesOf } from "../text/graphemes.js";
import { type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import { listRows } from "../view/list-view.js";
import type { Look } from "../view/look.js";
import { cleanPaste } from "./pasted.js";

export interface ChoiceDialogOptions<T> {
  readonly title: string;
  readonly choices: readonly Choice<T>[];
  readonly selected?: number;
  /** Choices that load later and are appended. Calls `onChange` when they have arrived. */
  readonly more?: Promise<readonly Choice<T>[]> | undefined;
  readonly done: (value: T | undefined) => void;
  /** A few lines about the selected choice. Calls `onChange` when they have arrived. */
  readonly preview?: (value: T) => Promise<readonly string[]>;
  readonly onChange?: () => void;
}

const MAX_PREVIEW_ROWS = 6;
const PAGE = 8;
const HINT = safe`arrows or letters find, Enter takes it, Esc leaves it`;

/** A list that takes the keyboard until the user chooses or presses Esc. Letters filter it. */
export class ChoiceDialog<T> {
  readonly #options: ChoiceDialogOptions<T>;
  readonly #previews = new Map<T, readonly string[]>();
  #choices: readonly Choice<T>[];
  #list: ChoiceList<T>;
  #letters = "";
  /** Whether the user moved the selection; otherwise it is the best match. */
  #isMoved = false;

  constructor(options: ChoiceDialogOptions<T>) {
    this.#options = options;
    this.#choices = options.choices;
    this.#list = choiceList(options.choices, options.selected);
    // If they fail to load, the others remain.
    options.more?.then((more) => this.#add(more)).catch(() => undefined);
  }

  rows(look: Look, maxRows: number): Safe[] {
    const letters = this.#letters === "" ? look.paint.dim(HINT) : safe`${look.paint.accent(safeLine(this.#letters))}`;
    const title = fitRow(safe`${look.paint.bold(safeLine(this.#options.title))}  ${letters}`, look.columns() - 1);
    if (this.#list.choices.length === 0) return [title, look.paint.dim(safe`  nothing fits`)];
    const preview = this.#previewRows(look).slice(0, Math.max(0, Math.min(MAX_PREVIEW_ROWS, maxRows - 5)));
    return [title, ...listRows(this.#list, look, Math.max(1, maxRows - 1 - preview.length)), ...preview];
  }

  /** The preview of the selected choice. Loaded once; empty until then. */
  #previewRows({ paint, columns }: Look): Safe[] {
    const value = chosen(this.#list)?.value;
    const { preview, onChange } = this.#options;
    if (value === undefined || preview === undefined) return [];
    const lines = this.#previews.get(value);
    if (lines !== undefined) return lines.map((line) => fitRow(paint.dim(safe`  ${safeLine(line)}`), columns() - 1));
    this.#previews.set(value, []);
    const show = (found: readonly string[]) => {
      this.#previews.set(value, found);
      onChange?.();
    };
    preview(value).then(show, (error: unknown) => show([`cannot be read: ${String(error)}`]));
    return [];
  }

  /** All choices, numbered. */
  plainRows(): Safe[] {
    const rows = this.#options.choices.map(
      ({ name, detail }, index) => safe`  ${index + 1} ${safeLine(name)}  ${safeLine(detail)}`,
    );
    return [safeLine(this.#options.title), ...rows, safe`question: type a number, or nothing to leave it`];
  }

  /** Takes the number or name of a choice. */
  takeLine(line: string): boolean {
    const word = line.trim();
    const choice = /^\d+$/.test(word)
      ? this.#options.choices[Number(word) - 1]
      : this.#options.choices.find(({ name }) => name === word);
    if (choice === undefined && word !== "") return false;
    this.#options.done(choice?.value);
    return true;
  }

  /** Filters by the first line, like typed letters. */
  paste(raw: string): void {
    const [line = ""] = cleanPaste(raw).trim().split("\n");
    this.#narrow(`${this.#letters}${line}`);
  }

  /** Returns true when the dialog is done. */
  take(key: Key): boolean {
    switch (nameOfKey(key)) {
      case "escape":
      case "ctrl-c":
        this.#options.done(undefined);
        return true;
      case "enter":
      case "tab": {
        const choice = chosen(this.#list);
        if (choice === undefined) return false;
        this.#options.done(choice.value);
        return true;
      }
      case "up":
      case "ctrl-p":
      case "ctrl-s":
        return this.#move(moveSelection(this.#list, -1));
      case "down":
      case "ctrl-n":
      case "ctrl-r":
        return this.#move(moveSelection(this.#list, 1));
      case "pageup":
        return this.#move(pageSelection(this.#list, -PAGE));
      case "pagedown":
        return this.#move(pageSelection(this.#list, PAGE));
      case "home":
        return this.#move(pageSelection(this.#list, -Infinity));
      case "end":
        return this.#move(pageSelection(this.#list, Infinity));
      case "backspace":
        this.#narrow(graphemesOf(this.#letters).slice(0, -1).join(""));
        return false;
      case "ctrl-u":
        this.#narrow("");
        return false;
      default:
        if (key.text !== undefined) this.#narrow(`${this.#letters}${key.text}`);
        return false;
    }
  }

  #move(list: ChoiceList<T>): false {
    this.#list = list;
    this.#isMoved = true;
    return false;
  }

  #narrow(letters: string): void {
    this.#letters = letters;
    this.#isMoved = false;
    this.#list = choiceList(narrowed(this.#choices, letters));
  }

  /** Adds choices and keeps a selection that the user made. */
  #add(more: readonly Choice<T>[]): void {
    const selected = this.#isMoved ? chosen(this.#list) : undefined;
    this.#choices = [...this.#choices, ...more];
    const fitting = narrowed(this.#choices, this.#letters);
    this.#list = choiceList(fitting, selected && fitting.indexOf(selected));
    this.#options.onChange?.();
  }
}
