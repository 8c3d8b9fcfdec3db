import { foldCharacter } from "./fold-character.js";
import type { PathUnits } from "./match-word.js";
import { characterMask } from "./parse-query.js";

const slash = 47;

/** Folded ASCII characters, for the loop over every byte. */
const foldedAscii = Uint8Array.from({ length: 128 }, (_, unit) => foldCharacter(unit));
const asciiMasks = Int32Array.from({ length: 128 }, (_, unit) => characterMask(foldCharacter(unit)));

/**
 * Paths in a layout for searching: all characters in two long arrays, original and folded, so that a search reads memory
 * sequentially. A path becomes a string only when it is shown.
 */
export class PathStore {
  #original = new Uint16Array(1 << 16);
  #folded = new Uint16Array(1 << 16);
  /** Where the next path starts; an unfinished path is stored after it. */
  #length = 0;
  #begun: Uint8Array = new Uint8Array();
  readonly #starts: number[] = [];
  readonly #nameStarts: number[] = [];
  readonly #masks: number[] = [];
  /** Folders start here. */
  #filesEnd: number | undefined;

  get size(): number {
    return this.#starts.length;
  }

  /** Adds NUL-terminated paths in UTF-8; the last one may continue in the next call. */
  addBytes(bytes: Uint8Array): void {
    const joined = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]);
    let start = 0;
    for (let end = joined.indexOf(0); end !== -1; end = joined.indexOf(0, start)) {
      if (!this.#addAscii(joined, start, end)) this.#addText(joined.subarray(start, end));
      start = end + 1;
    }
    this.#begun = joined.subarray(start);
  }

  /** Adds the folders of all files so far. No files may be added afterwards. */
  addFolders(): void {
    this.#filesEnd = this.size;
    const folders = new Set<string>();
    for (let path = 0; path < this.#filesEnd; path++) {
      const text = this.textOf(path);
      for (let end = text.lastIndexOf("/"); end > 0; end = text.lastIndexOf("/", end - 1)) {
        const folder = text.slice(0, end);
        if (folders.has(folder)) break;
        folders.add(folder);
      }
    }
    for (const folder of folders) this.addBytes(Buffer.from(`${folder}\0`));
  }

  isFolder(path: number): boolean {
    return this.#filesEnd !== undefined && path >= this.#filesEnd;
  }

  /** The characters that occur in a path, as `characterMask` bits. */
  maskOf(path: number): number {
    return this.#masks[path] ?? 0;
  }

  lengthOf(path: number): number {
    return (this.#starts[path + 1] ?? this.#length) - (this.#starts[path] ?? 0);
  }

  textOf(path: number): string {
    const start = this.#starts[path] ?? 0;
    return String.fromCharCode(...this.#original.subarray(start, start + this.lengthOf(path)));
  }

  /** Whether `a` precedes `b` in character order. */
  comesBefore(a: number, b: number): boolean {
    const [startOfA, startOfB] = [this.#starts[a] ?? 0, this.#starts[b] ?? 0];
    const [lengthOfA, lengthOfB] = [this.lengthOf(a), this.lengthOf(b)];
    const shared = Math.min(lengthOfA, lengthOfB);
    for (let index = 0; index < shared; index++) {
      const difference = (this.#original[startOfA + index] ?? 0) - (this.#original[startOfB + index] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return lengthOfA < lengthOfB;
  }

  unitsOf(path: number): PathUnits {
    const start = this.#starts[path] ?? 0;
    const nameStart = this.#nameStarts[path] ?? start;
    const end = start + this.lengthOf(path);
    return { original: this.#original, folded: this.#folded, start, nameStart, end, isFolder: this.isFolder(path) };
  }

  /** False, without adding anything, if the path is not ASCII. */
  #addAscii(bytes: Uint8Array, start: number, end: number): boolean {
    this.#reserve(end - start);
    // Private fields are too slow in a loop over every character.
    const original = this.#original;
    const folded = this.#folded;
    const offset = this.#length - start;
    let nameStart = this.#length;
    let mask = 0;
    for (let index = start; index < end; index++) {
      const unit = bytes[index] ?? 0;
      if (unit >= 128) return false;
      original[offset + index] = unit;
      folded[offset + index] = foldedAscii[unit] ?? unit;
      mask |= asciiMasks[unit] ?? 0;
      if (unit === slash) nameStart = offset + index + 1;
    }
    this.#finish(end - start, nameStart, mask);
    return true;
  }

  #addText(bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes);
    // A file whose name is not UTF-8 could not be opened by the decoded name.
    if (text.includes("\uFFFD")) return;
    this.#reserve(text.length);
    let mask = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      this.#original[this.#length + index] = unit;
      this.#folded[this.#length + index] = foldCharacter(unit);
      mask |= characterMask(foldCharacter(unit));
    }
    this.#finish(text.length, this.#length + text.lastIndexOf("/") + 1, mask);
  }

  #finish(length: number, nameStart: number, mask: number): void {
    this.#starts.push(this.#length);
    this.#nameStarts.push(nameStart);
    this.#masks.push(mask);
    this.#length += length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#original.length) return;
    const capacity = Math.max(this.#original.length * 2, this.#length + more);
    this.#original = grown(this.#original, capacity);
    this.#folded = grown(this.#folded, capacity);
  }
}

function grown(units: Uint16Array<ArrayBuffer>, capacity: number): Uint16Array<ArrayBuffer> {
  const result = new Uint16Array(capacity);
  result.set(units);
  return result;
}
