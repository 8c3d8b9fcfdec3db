import { type Atom, type Composer, labelOf } from "./composer.js";

/** The start and end of words, lines and so on, relative to the cursor; all are indices of atoms. */

export function lineStart({ atoms, cursor }: Composer): number {
  return atoms.lastIndexOf("\n", cursor - 1) < 0 || cursor === 0 ? 0 : atoms.lastIndexOf("\n", cursor - 1) + 1;
}

export function lineEnd({ atoms, cursor }: Composer): number {
  const at = atoms.indexOf("\n", cursor);
  return at < 0 ? atoms.length : at;
}

/** The start of the word at or before the cursor: letters and digits. */
export function wordStart({ atoms, cursor }: Composer): number {
  let at = cursor;
  while (at > 0 && !isWord(atoms[at - 1])) at--;
  while (at > 0 && isWord(atoms[at - 1])) at--;
  return at === cursor && at > 0 ? at - 1 : at;
}

export function wordEnd({ atoms, cursor }: Composer): number {
  let at = cursor;
  while (at < atoms.length && !isWord(atoms[at])) at++;
  while (at < atoms.length && isWord(atoms[at])) at++;
  return at;
}

/** The start of the text between spaces: Ctrl-W. */
export function spacedStart({ atoms, cursor }: Composer): number {
  let at = cursor;
  while (at > 0 && isSpace(atoms[at - 1])) at--;
  while (at > 0 && !isSpace(atoms[at - 1])) at--;
  return at;
}

function isSpace(atom: Atom | undefined): boolean {
  return typeof atom === "string" && /^\s$/.test(atom);
}

function isWord(atom: Atom | undefined): boolean {
  return atom !== undefined && (typeof atom !== "string" || /[\p{L}\p{N}_]/u.test(labelOf(atom)));
}
