import { graphemesOf } from "../text/graphemes.js";

/** A long paste or an image, shown in the draft as a single label. */
export type Attachment =
  | { readonly type: "pasted"; readonly label: string; readonly text: string }
  | { readonly type: "image"; readonly label: string; readonly path: string };

/** A unit that the cursor steps over. */
export type Atom = string | Attachment;

/** The draft of a message. Immutable: every change returns a new one. */
export interface Composer {
  readonly atoms: readonly Atom[];
  /** The cursor is before this atom. */
  readonly cursor: number;
  /** The text killed last. */
  readonly killed: readonly Atom[];
  /** Whether the last action was a kill, so that the next one adds to it. */
  readonly isKilling: boolean;
  /** Drafts before the latest changes, the most recent last. */
  readonly undo: readonly Pick<Composer, "atoms" | "cursor">[];
  /** Whether the last action typed a letter: undo removes a whole word. */
  readonly isTyping: boolean;
}

export const emptyComposer: Composer = {
  atoms: [],
  cursor: 0,
  killed: [],
  isKilling: false,
  undo: [],
  isTyping: false,
};

const MAX_UNDO = 200;

export function isEmpty({ atoms }: Composer): boolean {
  return atoms.length === 0;
}

/** The displayed text: attachments by their labels. */
export function labelOf(atom: Atom): string {
  return typeof atom === "string" ? atom : atom.label;
}

export function draftText({ atoms }: Pick<Composer, "atoms">): string {
  return atoms.map(labelOf).join("");
}

export interface Message {
  readonly text: string;
  /** Absolute paths. */
  readonly images: readonly string[];
  /** The original draft, for editing it again. */
  readonly draft?: readonly Atom[];
}

/** The message to send: pasted text in full, images separately. */
export function messageOf({ atoms }: Pick<Composer, "atoms">): Message {
  const text = atoms.map((atom) => (typeof atom === "string" ? atom : atom.type === "pasted" ? atom.text : atom.label));
  return {
    text: text.join(""),
    images: atoms.flatMap((atom) => (typeof atom !== "string" && atom.type === "image" ? [atom.path] : [])),
    draft: atoms,
  };
}

/** Replaces labels in the text by their attachments; attachments that it does not mention are dropped. */
export function withAttachments(text: readonly Atom[], attachments: readonly Attachment[]): readonly Atom[] {
  let atoms = text;
  for (const attachment of attachments) {
    const label = graphemesOf(attachment.label);
    const at = placeOf(label, atoms);
    if (at >= 0) atoms = [...atoms.slice(0, at), attachment, ...atoms.slice(at + label.length)];
  }
  return atoms;
}

/** Replaces text by an attachment, without moving the cursor. Returns the draft unchanged if the text is gone. */
export function attachInPlaceOf(composer: Composer, text: string, attachment: Attachment): Composer {
  const { atoms, cursor } = composer;
  const named = graphemesOf(text);
  const start = placeOf(named, atoms);
  if (start < 0) return composer;
  const end = start + named.length;
  const place = cursor >= end ? cursor - named.length + 1 : Math.min(cursor, start + 1);
  return changed(composer, [...atoms.slice(0, start), attachment, ...atoms.slice(end)], place);
}

/** The index of the letters among the atoms; negative if they are not found. */
function placeOf(letters: readonly string[], atoms: readonly Atom[]): number {
  return atoms.findIndex((_, start) => letters.every((letter, index) => atoms[start + index] === letter));
}

/** A draft with this text, the cursor at its end. */
export function withDraft(composer: Composer, text: string | readonly Atom[]): Composer {
  const atoms = typeof text === "string" ? graphemesOf(text) : text;
  return { ...changed(composer, atoms, atoms.length), isTyping: false };
}

/** Inserts typed or pasted text at the cursor. */
export function insert(composer: Composer, text: string): Composer {
  const { atoms, cursor } = composer;
  // It may form one grapheme with the preceding text: a base letter and its accent.
  const before = atoms[cursor - 1];
  const merges = typeof before === "string" && before !== "\n";
  const start = merges ? cursor - 1 : cursor;
  const inserted = graphemesOf(merges ? `${before}${text}` : text);
  const next = [...atoms.slice(0, start), ...inserted, ...atoms.slice(cursor)];
  const isLetter = text.length === 1 && text !== " " && text !== "\n";
  const result = changed(composer, next, start + inserted.length, composer.isTyping && isLetter);
  return { ...result, isTyping: isLetter };
}

export function attach(composer: Composer, attachment: Attachment): Composer {
  const { atoms, cursor } = composer;
  return changed(composer, [...atoms.slice(0, cursor), attachment, ...atoms.slice(cursor)], cursor + 1);
}

/** Replaces the atoms from `start` to the cursor by text. */
export function replaceBefore(composer: Composer, start: number, text: string): Composer {
  const inserted = graphemesOf(text);
  const { atoms, cursor } = composer;
  return changed(composer, [...atoms.slice(0, start), ...inserted, ...atoms.slice(cursor)], start + inserted.length);
}

export function undo(composer: Composer): Composer {
  const last = composer.undo.at(-1);
  if (last === undefined) return composer;
  return { ...composer, ...last, undo: composer.undo.slice(0, -1), isKilling: false, isTyping: false };
}

export function moveTo(composer: Composer, cursor: number): Composer {
  const within = Math.max(0, Math.min(composer.atoms.length, cursor));
  return { ...composer, cursor: within, isKilling: false, isTyping: false };
}

/** Deletes the atoms between the cursor and another index. */
export function deleteTo(composer: Composer, other: number): Composer {
  const [start, end] = between(composer, other);
  if (start === end) return composer;
  const { atoms } = composer;
  return changed(composer, [...atoms.slice(0, start), ...atoms.slice(end)], start);
}

/** The same, but keeps the text for `yank`; consecutive kills are kept as one. */
export function killTo(composer: Composer, other: number): Composer {
  const [start, end] = between(composer, other);
  if (start === end) return composer;
  const taken = composer.atoms.slice(start, end);
  const before = composer.isKilling ? composer.killed : [];
  const killed = other < composer.cursor ? [...taken, ...before] : [...before, ...taken];
  return { ...deleteTo(composer, other), killed, isKilling: true };
}

export function yank(composer: Composer): Composer {
  const { atoms, cursor, killed } = composer;
  if (killed.length === 0) return composer;
  return changed(composer, [...atoms.slice(0, cursor), ...killed, ...atoms.slice(cursor)], cursor + killed.length);
}

function between({ cursor, atoms }: Composer, other: number): [start: number, end: number] {
  const within = Math.max(0, Math.min(atoms.length, other));
  return [Math.min(cursor, within), Math.max(cursor, within)];
}

function changed(composer: Composer, atoms: readonly Atom[], cursor: number, goesOn = false): Composer {
  const before = { atoms: composer.atoms, cursor: composer.cursor };
  return {
    ...composer,
    atoms,
    cursor,
    isKilling: false,
    isTyping: false,
    undo: goesOn ? composer.undo : [...composer.undo, before].slice(-MAX_UNDO),
  };
}
