import {
  CODE_OFFSET,
  IMAGE_ADDRESS,
  launcherCode,
  OPERATION_BYTES,
  OPERATIONS_OFFSET,
  SCRATCH_ADDRESS,
} from "./launcher-code.js";
import type { Machine } from "./system-calls.js";

const NEVER = -1;

/**
 * A number, or data that is put into the image so that the call gets its address: a string, bytes, or a list of numbers and
 * addresses.
 */
export type Argument = Item | readonly Argument[];
type Item = number | bigint | string | Uint8Array;

export interface CallOptions {
  /** What to do on failure: print a line and give up, ignore it, or jump. Default: print a generic line and give up. */
  readonly onFailure?: { readonly say: string } | "ignore" | { readonly goTo: string } | undefined;
  /** Where to continue if the call returns this result. */
  readonly when?: readonly [result: number, goTo: string] | undefined;
  /** Where to continue otherwise. Default: at the next operation. */
  readonly otherwise?: string | undefined;
}

export interface Operation {
  readonly number: number;
  readonly args: readonly Argument[];
  readonly options: CallOptions;
}

/** An ELF executable that runs the operations. Labels give the positions of operations to jump to. */
export function encodeImage(
  machine: Machine,
  operations: readonly Operation[],
  labels: ReadonlyMap<string, number>,
): Uint8Array {
  const image = new Image(OPERATIONS_OFFSET + operations.length * OPERATION_BYTES);
  operations.forEach(({ number, args, options }, index) => {
    const at = OPERATIONS_OFFSET + index * OPERATION_BYTES;
    const distance = (goTo: string | undefined) => {
      const target = goTo === undefined ? index + 1 : labels.get(goTo);
      if (target === undefined) throw new TypeError(`there is no operation ${goTo}`);
      return (target - index) * OPERATION_BYTES;
    };
    const { onFailure, when, otherwise } = options;
    image.setWord(at, number);
    args.forEach((arg, position) => {
      image.setWord(at + 8 + position * WORD_BYTES, image.valueOf(arg));
    });
    image.setWord(at + 56, when === undefined ? NEVER : when[0]);
    image.setHalf(at + 64, distance(typeof onFailure === "object" && "goTo" in onFailure ? onFailure.goTo : otherwise));
    image.setHalf(at + 68, distance(when?.[1]));
    image.setHalf(at + 72, distance(otherwise));
  });
  return image.finish(startOf(machine));
}

/** A number that fits a machine word; an integer if it is no bigint. */
type Word = number | bigint;
const [WORD_BYTES, HALF_BYTES] = [8, 4];
/** Enough for most commands and their variables. */
const USUAL_BYTES = 16 * 1024;
/** A UTF-16 unit takes no more in UTF-8. */
const LETTER_BYTES = 3;

/**
 * The image while it is being written: first the operations, then the data that calls point to. Every command waits for one, so
 * each part is written once, in its final place. Words are little-endian, as on all supported processors.
 */
class Image {
  #bytes = Buffer.alloc(USUAL_BYTES);
  #halves = new Int32Array(this.#bytes.buffer);
  #end: number;

  /** The data that calls point to begins at `start`. */
  constructor(start: number) {
    this.#makeRoom(start);
    this.#end = start;
  }

  setHalf(at: number, value: number): void {
    this.#halves[at / HALF_BYTES] = value;
  }

  setWord(at: number, word: Word): void {
    const isBig = typeof word === "bigint";
    this.setHalf(at, isBig ? Number(BigInt.asIntN(32, word)) : word);
    this.setHalf(at + HALF_BYTES, isBig ? Number(BigInt.asIntN(32, word >> 32n)) : Math.floor(word / 2 ** 32));
  }

  /** The value passed for an argument: the number itself, or an address. */
  valueOf(arg: Argument): Word {
    if (typeof arg === "bigint" || typeof arg === "number") return arg;
    if (typeof arg === "string") {
      this.#makeRoom(this.#end + arg.length * LETTER_BYTES + 1);
      return this.#claim(this.#bytes.write(arg, this.#end) + 1);
    }
    if (arg instanceof Uint8Array) {
      this.#makeRoom(this.#end + arg.length);
      this.#bytes.set(arg, this.#end);
      return this.#claim(arg.length);
    }
    const words = arg.map((item) => this.valueOf(item));
    this.#makeRoom(this.#end + words.length * WORD_BYTES);
    words.forEach((word, index) => {
      this.setWord(this.#end + index * WORD_BYTES, word);
    });
    return this.#claim(words.length * WORD_BYTES);
  }

  /** Prepends the first bytes and fills in the image's length. */
  finish(start: Uint8Array): Uint8Array {
    this.#bytes.set(start);
    for (const at of LENGTHS) this.setWord(at, this.#end);
    return this.#bytes.subarray(0, this.#end);
  }

  /** Returns the address of newly appended data. Numbers in memory must be aligned to their size. */
  #claim(length: number): number {
    const address = IMAGE_ADDRESS + this.#end;
    this.#end += Math.ceil(length / WORD_BYTES) * WORD_BYTES;
    return address;
  }

  /** Grows the buffer so that data may end there, including padding to a whole word. */
  #makeRoom(end: number): void {
    if (end + WORD_BYTES <= this.#bytes.length) return;
    const bytes = Buffer.alloc(2 * (end + WORD_BYTES));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    this.#halves = new Int32Array(bytes.buffer, 0, Math.floor(bytes.length / HALF_BYTES));
  }
}

const ELF_MACHINES: Readonly<Record<Machine, number>> = { x64: 62, arm64: 183 };
const [PT_LOAD, PT_GNU_STACK] = [1, 0x6474e551];
const [READ, WRITE, EXECUTE] = [4, 2, 1];
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
/** No processor has larger pages. */
const ALIGNMENT = 0x10000;

/** Offsets in the header of the image's length in the file and in memory. */
const LENGTHS = [HEADER_BYTES + 32, HEADER_BYTES + 40];

const starts = new Map<Machine, Uint8Array>();

/** The common start of all images for a machine, up to the operations. */
function startOf(machine: Machine): Uint8Array {
  const known = starts.get(machine);
  if (known !== undefined) return known;
  const start = Buffer.alloc(OPERATIONS_OFFSET);
  start.set(elfHeader(machine));
  start.set(launcherCode(machine), CODE_OFFSET);
  starts.set(machine, start);
  return start;
}

/** The image is mapped as it is, read-only; next to it is one writable page for results. The length is filled in later. */
function elfHeader(machine: Machine): Uint8Array {
  const header = Buffer.alloc(CODE_OFFSET);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(ELF_MACHINES[machine], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(IMAGE_ADDRESS + CODE_OFFSET), 24);
  header.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  header.writeUInt16LE(HEADER_BYTES, 52);
  header.writeUInt16LE(SEGMENT_BYTES, 54);
  header.writeUInt16LE(3, 56);
  const segments = [
    { type: PT_LOAD, flags: READ | EXECUTE, address: IMAGE_ADDRESS, inMemory: 0 },
    { type: PT_LOAD, flags: READ | WRITE, address: SCRATCH_ADDRESS, inMemory: ALIGNMENT },
    { type: PT_GNU_STACK, flags: READ | WRITE, address: 0, inMemory: 0 },
  ];
  segments.forEach(({ type, flags, address, inMemory }, index) => {
    const at = HEADER_BYTES + index * SEGMENT_BYTES;
    header.writeUInt32LE(type, at);
    header.writeUInt32LE(flags, at + 4);
    header.writeBigUInt64LE(BigInt(address), at + 16);
    header.writeBigUInt64LE(BigInt(address), at + 24);
    header.writeBigUInt64LE(BigInt(inMemory), at + 40);
    header.writeBigUInt64LE(BigInt(ALIGNMENT), at + 48);
  });
  return header;
}
