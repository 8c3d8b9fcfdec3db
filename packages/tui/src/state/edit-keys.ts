import type { Key } from "../terminal/key-codes.js";
import { nameOfKey } from "../terminal/key-codes.js";
import { type Composer, deleteTo, insert, killTo, moveTo, undo, yank } from "./composer.js";
import { lineEnd, lineStart, spacedStart, wordEnd, wordStart } from "./composer-places.js";

interface EditKey {
  readonly keys: readonly string[];
  /** A description for the list of keys. */
  readonly does: string;
  readonly edit: (composer: Composer) => Composer;
}

/** Keys that edit the draft, as in a shell. */
export const editKeys: readonly EditKey[] = [
  { keys: ["left", "ctrl-b"], does: "a character back", edit: (c) => moveTo(c, c.cursor - 1) },
  { keys: ["right", "ctrl-f"], does: "a character on", edit: (c) => moveTo(c, c.cursor + 1) },
  { keys: ["alt-b", "ctrl-left", "alt-left"], does: "a word back", edit: (c) => moveTo(c, wordStart(c)) },
  { keys: ["alt-f", "ctrl-right", "alt-right"], does: "a word on", edit: (c) => moveTo(c, wordEnd(c)) },
  { keys: ["ctrl-a", "home"], does: "to the start of the line", edit: (c) => moveTo(c, lineStart(c)) },
  { keys: ["ctrl-e", "end"], does: "to the end of the line", edit: (c) => moveTo(c, lineEnd(c)) },
  {
    keys: ["backspace", "ctrl-h", "shift-backspace"],
    does: "delete the character before",
    edit: (c) => deleteTo(c, c.cursor - 1),
  },
  { keys: ["delete"], does: "delete the character after", edit: (c) => deleteTo(c, c.cursor + 1) },
  { keys: ["ctrl-w"], does: "cut back to the space before", edit: (c) => killTo(c, spacedStart(c)) },
  {
    keys: ["alt-backspace", "ctrl-backspace"],
    does: "cut the word before",
    edit: (c) => killTo(c, wordStart(c)),
  },
  { keys: ["alt-d", "ctrl-delete"], does: "cut the word after", edit: (c) => killTo(c, wordEnd(c)) },
  {
    keys: ["ctrl-k"],
    does: "cut to the end of the line",
    edit: (c) => killTo(c, lineEnd(c) === c.cursor ? c.cursor + 1 : lineEnd(c)),
  },
  {
    keys: ["ctrl-u"],
    does: "cut to the start of the line",
    edit: (c) => killTo(c, lineStart(c) === c.cursor ? c.cursor - 1 : lineStart(c)),
  },
  { keys: ["ctrl-y"], does: "insert what was cut", edit: yank },
  { keys: ["ctrl-_", "ctrl-shift-z"], does: "undo", edit: undo },
  {
    keys: ["ctrl-j", "alt-enter", "shift-enter", "ctrl-enter"],
    does: "a new line",
    edit: (c) => insert(c, "\n"),
  },
];

const byKey = new Map(editKeys.flatMap(({ keys, edit }) => keys.map((key) => [key, edit] as const)));

/** The draft after the key; undefined if the key does not edit. */
export function editWith(composer: Composer, key: Key): Composer | undefined {
  if (key.text !== undefined && !key.ctrl && !key.alt) return insert(composer, key.text);
  return byKey.get(nameOfKey(key))?.(composer);
}
