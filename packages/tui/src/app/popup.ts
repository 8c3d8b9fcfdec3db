import { type ChoiceList, choiceList, chosen, moveSelection, narrowed } from "../state/choice-list.js";
import { type Composer, draftText, replaceBefore } from "../state/composer.js";
import type { Safe } from "../text/safe.js";
import { listRows } from "../view/list-view.js";
import type { Look } from "../view/look.js";

export interface PopupSources {
  /** Commands by name, with what they do. */
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly searchFiles: (pattern: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** The list has changed by itself. */
  readonly onChange: () => void;
}

const MAX_ROWS = 8;

/** What is offered below the draft for what stands before the cursor: `/` commands, `@` files. */
export class Popup {
  readonly #sources: PopupSources;
  #list: ChoiceList<string> | undefined;
  #kind: "command" | "file" | undefined;
  /** Where in the draft the text begins that the choice replaces. */
  #start = 0;
  /** What was closed with Esc stays closed while it grows. */
  #closedFor: string | undefined;
  #search: AbortController | undefined;
  #pattern: string | undefined;

  constructor(sources: PopupSources) {
    this.#sources = sources;
  }

  get isOpen(): boolean {
    return this.#list !== undefined && this.#list.choices.length > 0;
  }

  get kind(): "command" | "file" | undefined {
    return this.isOpen ? this.#kind : undefined;
  }

  /** The name that is chosen now. */
  get choice(): string | undefined {
    return this.#list && chosen(this.#list)?.value;
  }

  rows(look: Look, maxRows: number): readonly Safe[] {
    if (this.#list === undefined || !this.isOpen || maxRows < 1) return [];
    return listRows(this.#list, look, Math.min(MAX_ROWS, maxRows));
  }

  /** The draft has changed. */
  follow(composer: Composer): void {
    const before = draftText({ atoms: composer.atoms.slice(0, composer.cursor) });
    const command = /^\/([\w-]*)$/.exec(before);
    const file = /(?:^|\s)@([^\s@]*)$/.exec(before);
    const key = command?.[0] ?? file?.[0];
    if (key === undefined || (this.#closedFor !== undefined && key.startsWith(this.#closedFor))) return this.#clear();
    this.#closedFor = undefined;
    if (command !== null) return this.#offerCommands(command[1] ?? "");
    this.#start = composer.cursor - [...(file?.[1] ?? "")].length - 1;
    this.#offerFiles(file?.[1] ?? "");
  }

  move(by: number): void {
    if (this.#list !== undefined) this.#list = moveSelection(this.#list, by);
  }

  /** Until what it is for is another one. */
  close(composer: Composer): void {
    const before = draftText({ atoms: composer.atoms.slice(0, composer.cursor) });
    this.#closedFor = /(?:^|\s)[/@]\S*$/.exec(before)?.[0];
    this.#clear();
  }

  /** The draft with the choice in it. */
  complete(composer: Composer): Composer {
    const value = this.choice;
    if (value === undefined) return composer;
    const isFile = this.#kind === "file";
    const text = isFile ? (/\s/.test(value) ? `"${value}"` : value) : `/${value}`;
    const next = replaceBefore(composer, isFile ? this.#start : 0, `${text} `);
    this.#clear();
    return next;
  }

  #clear(): void {
    this.#search?.abort();
    this.#search = undefined;
    this.#pattern = undefined;
    this.#list = undefined;
    this.#kind = undefined;
  }

  #offerCommands(letters: string): void {
    this.#search?.abort();
    this.#kind = "command";
    this.#start = 0;
    const all = this.#sources.commands.map(({ name, summary }) => ({ name: `/${name}`, detail: summary, value: name }));
    this.#list = choiceList(letters === "" ? all : narrowed(all, `/${letters}`));
  }

  #offerFiles(pattern: string): void {
    if (this.#kind === "file" && this.#pattern === pattern) return;
    this.#search?.abort();
    this.#kind = "file";
    this.#pattern = pattern;
    if (pattern === "") {
      this.#list = undefined;
      return;
    }
    const search = new AbortController();
    this.#search = search;
    this.#sources.searchFiles(pattern, search.signal).then(
      (names) => {
        if (search.signal.aborted) return;
        this.#list = choiceList(names.map((name) => ({ name, detail: "", value: name })));
        this.#sources.onChange();
      },
      // Without a list there is nothing to choose; the path can still be typed.
      () => {},
    );
  }
}
