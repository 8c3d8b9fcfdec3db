import { type ChoiceList, choiceList, chosen, moveSelection, narrowed } from "../state/choice-list.js";
import { type Composer, draftText, replaceBefore } from "../state/composer.js";
import { graphemesOf } from "../text/graphemes.js";
import type { Safe } from "../text/safe.js";
import { listRows } from "../view/list-view.js";
import type { Look } from "../view/look.js";
import { offerAt, type PopupKind } from "./popup-offer.js";
import type { CommandValue, SlashCommand } from "./slash-commands.js";

export interface PopupSources {
  readonly commands: readonly Pick<SlashCommand, "name" | "summary" | "aliases" | "values">[];
  readonly searchFiles: (pattern: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Folders that start with these letters, each with a trailing slash. */
  readonly searchFolders: (letters: string) => Promise<readonly string[]>;
  readonly skills: () => Promise<
    readonly { readonly name: string; readonly description: string; readonly enabled: boolean }[]
  >;
  readonly models: () => Promise<readonly CommandValue[]>;
  /** Called when the list changes without a key. */
  readonly onChange: () => void;
}

const MAX_ROWS = 8;

/** The popup below the draft, depending on the text before the cursor: `/` commands and their arguments, `@` files, `$` skills. */
export class Popup {
  readonly #sources: PopupSources;
  #list: ChoiceList<string> | undefined;
  #kind: PopupKind | undefined;
  /** The start of the text that the choice replaces. */
  #start = 0;
  /** The subject that Esc closed the popup for; it stays closed while that is extended. */
  #closedFor: string | undefined;
  #search: AbortController | undefined;
  #pattern: string | undefined;

  constructor(sources: PopupSources) {
    this.#sources = sources;
  }

  get isOpen(): boolean {
    return this.#list !== undefined && this.#list.choices.length > 0;
  }

  get kind(): PopupKind | undefined {
    return this.isOpen ? this.#kind : undefined;
  }

  /** The selected name. */
  get choice(): string | undefined {
    return this.#list && chosen(this.#list)?.value;
  }

  rows(look: Look, maxRows: number): readonly Safe[] {
    if (this.#list === undefined || !this.isOpen || maxRows < 1) return [];
    return listRows(this.#list, look, Math.min(MAX_ROWS, maxRows));
  }

  /** Updates the popup after a change of the draft. */
  follow(composer: Composer): void {
    const offer = offerAt(textBefore(composer));
    const isClosed = this.#closedFor !== undefined && offer?.key.startsWith(this.#closedFor) === true;
    if (offer === undefined || isClosed) return this.#clear();
    this.#closedFor = undefined;
    const { kind, letters, lead } = offer;
    this.#start = composer.cursor - graphemesOf(letters).length - lead;
    switch (kind) {
      case "command":
        return this.#offer(kind, () => this.#commands(letters));
      case "value":
        return this.#offerValues(offer.command, letters);
      case "file":
        return this.#offerLater(kind, letters, (signal) => this.#files(letters, signal));
      case "folder":
        return this.#offerLater(kind, letters, async () => asChoices(await this.#sources.searchFolders(letters)));
      case "skill":
        return this.#offerLater(kind, letters, () => this.#skills(letters));
      default:
        kind satisfies never;
    }
  }

  move(by: number): void {
    if (this.#list !== undefined) this.#list = moveSelection(this.#list, by);
  }

  /** Closes the popup until its subject changes. */
  close(composer: Composer): void {
    this.#closedFor = offerAt(textBefore(composer))?.key;
    this.#clear();
  }

  /** Returns the draft with the choice inserted. */
  complete(composer: Composer): Composer {
    const { choice } = this;
    if (choice === undefined) return composer;
    const text = this.#kind === "file" && /\s/.test(choice) ? `"${choice}"` : choice;
    // The folder may contain others.
    const next = replaceBefore(composer, this.#start, this.#kind === "folder" ? text : `${text} `);
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

  #offer(kind: PopupKind, choices: () => ChoiceList<string>["choices"]): void {
    this.#search?.abort();
    this.#kind = kind;
    this.#pattern = undefined;
    this.#list = choiceList(choices());
  }

  #offerLater(
    kind: PopupKind,
    pattern: string,
    find: (signal: AbortSignal) => Promise<ChoiceList<string>["choices"]>,
  ): void {
    if (this.#kind === kind && this.#pattern === pattern) return;
    this.#search?.abort();
    if (this.#kind !== kind) this.#list = undefined;
    this.#kind = kind;
    this.#pattern = pattern;
    const search = new AbortController();
    this.#search = search;
    find(search.signal).then(
      (choices) => {
        if (search.signal.aborted) return;
        this.#list = choiceList(choices);
        this.#sources.onChange();
      },
      // Without a list, the name can still be typed.
      () => {},
    );
  }

  /** A command found by an alias is shown with that alias. */
  #commands(letters: string) {
    const all = this.#sources.commands.map(({ name, summary, aliases = [] }) => {
      const other = name.startsWith(letters) ? undefined : aliases.find((alias) => alias.startsWith(letters));
      return { name: `/${other ?? name}`, detail: summary, value: `/${name}` };
    });
    return letters === "" ? all : narrowed(all, `/${letters}`);
  }

  #offerValues(command: string, letters: string): void {
    const known = ({ name, aliases = [] }: PopupSources["commands"][number]) => [name, ...aliases].includes(command);
    const { values = [] } = this.#sources.commands.find(known) ?? {};
    if (values !== "models") this.#offer("value", () => fitting(values, letters));
    else this.#offerLater("value", letters, async () => fitting(await this.#sources.models(), letters));
  }

  async #files(pattern: string, signal: AbortSignal) {
    if (pattern === "") return [];
    return asChoices(await this.#sources.searchFiles(pattern, signal));
  }

  async #skills(letters: string) {
    const skills = await this.#sources.skills();
    const usable = skills.filter(({ enabled }) => enabled);
    return narrowed(
      usable.map(({ name, description }) => ({ name: `$${name}`, detail: description, value: `$${name}` })),
      `$${letters}`,
    );
  }
}

function fitting(values: readonly CommandValue[], letters: string): ChoiceList<string>["choices"] {
  const choices = values.map(({ name, about }) => ({ name, detail: about, value: name }));
  return narrowed(choices, letters).filter(({ name }) => name !== letters);
}

function asChoices(names: readonly string[]): ChoiceList<string>["choices"] {
  return names.map((name) => ({ name, detail: "", value: name }));
}

function textBefore({ atoms, cursor }: Composer): string {
  return draftText({ atoms: atoms.slice(0, cursor) });
}
