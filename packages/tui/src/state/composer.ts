import { graphemesOf } from "../text/graphemes.js";

/** A long paste or an image stands in the draft as one character with a name. */
export type Attachment =
  | { readonly type: "pasted"; readonly label: string; readonly text: string }
  | { readonly type: "image"; readonly label: string; readonly path: string };

/** What the cursor steps over at once. */
export type Atom = string | Attachment;

/** The draft of a message. Every change gives a new one. */
export interface Composer {
  readonly atoms: readonly Atom[];
  /** The cursor stands before that atom. */
  readonly cursor: number;
  /** What was killed last. */
  readonly killed: readonly Atom[];
  /** Whether the last action killed: the next one adds to it. */
  readonly isKilling: boolean;
  /** Drafts before the latest changes, the last one last. */
  readonly undo: readonly Pick<Composer, "atoms" | "cursor">[];
  /** Whether the last action typed a letter: a word is undone at once. */
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

/** As it is shown, attachments by their names. */
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
  /** As it was written, to be edited again. */
  readonly draft?: readonly Atom[];
}

/** What is sent: pasted text is whole again, images go beside it. */
export function messageOf({ atoms }: Pick<Composer, "atoms">): Message {
  const text = atoms.map((atom) => (typeof atom === "string" ? atom : atom.type === "pasted" ? atom.text : atom.label));
  return {
    text: text.join(""),
    images: atoms.flatMap((atom) => (typeof atom !== "string" && atom.type === "image" ? [atom.path] : [])),
    draft: atoms,
  };
}

/** The text with attachments where it names them; one that it does not name is not in it. */
export function withAttachments(text: readonly Atom[], attachments: readonly Attachment[]): readonly Atom[] {
  let atoms = text;
  for (const attachment of attachments) {
    const label = graphemesOf(attachment.label);
    const at = placeOf(label, atoms);
    if (at >= 0) atoms = [...atoms.slice(0, at), attachment, ...atoms.slice(at + label.length)];
  }
  return atoms;
}

/** The draft with the attachment in place of the text that named it; as it was when that has gone. The cursor stays where it was. */
export function attachInPlaceOf(composer: Composer, text: string, attachment: Attachment): Composer {
  const { atoms, cursor } = composer;
  const named = graphemesOf(text);
  const start = placeOf(named, atoms);
  if (start < 0) return composer;
  const end = start + named.length;
  const place = cursor >= end ? cursor - named.length + 1 : Math.min(cursor, start + 1);
  return changed(composer, [...atoms.slice(0, start), attachment, ...atoms.slice(end)], place);
}

/** Where among the atoms the letters stand; less than 0 when they do not. */
function placeOf(letters: readonly string[], atoms: readonly Atom[]): number {
  return atoms.findIndex((_, start) => letters.every((letter, index) => atoms[start + index] === letter));
}

/** A draft of that text, the cursor at its end. */
export function withDraft(composer: Composer, text: string | readonly Atom[]): Composer {
  const atoms = typeof text === "string" ? graphemesOf(text) : text;
  return { ...changed(composer, atoms, atoms.length), isTyping: false };
}

/** Typed or pasted text at the cursor. */
export function insert(composer: Composer, text: string): Composer {
  const { atoms, cursor } = composer;
  // Together with what stands before it, it may be one grapheme: a base letter and its accent.
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

/** Puts text in place of the atoms from `start` up to the cursor. */
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

/** Takes out what is between the cursor and there. */
export function deleteTo(composer: Composer, other: number): Composer {
  const [start, end] = between(composer, other);
  if (start === end) return composer;
  const { atoms } = composer;
  return changed(composer, [...atoms.slice(0, start), ...atoms.slice(end)], start);
}

/** The same, kept for `yank`; what is killed in a row is kept as one. */
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
