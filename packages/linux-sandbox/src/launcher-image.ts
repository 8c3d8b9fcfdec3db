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

/** A number, or what is put into the image so that the call gets its address: a text, bytes, or a list of numbers and addresses. */
export type Argument = Item | readonly Argument[];
type Item = number | bigint | string | Uint8Array;

export interface CallOptions {
  /** What a failure means: the line that is printed before the program gives up, or nothing at all. Default: it gives up by a line of its own. */
  readonly onFailure?: { readonly say: string } | "ignore" | { readonly goTo: string } | undefined;
  /** Where to go on when the call gives this result. */
  readonly when?: readonly [result: number, goTo: string] | undefined;
  /** Where to go on otherwise. Default: with the next operation. */
  readonly otherwise?: string | undefined;
}

export interface Operation {
  readonly number: number;
  readonly args: readonly Argument[];
  readonly options: CallOptions;
}

/** An executable file (ELF) that carries out operations. Where they go on is told by labels, the positions of operations. */
export function encodeImage(
  machine: Machine,
  operations: readonly Operation[],
  labels: ReadonlyMap<string, number>,
): Uint8Array {
  const data = new Data(OPERATIONS_OFFSET + operations.length * OPERATION_BYTES);
  const table = Buffer.alloc(operations.length * OPERATION_BYTES);
  operations.forEach(({ number, args, options }, index) => {
    const at = index * OPERATION_BYTES;
    const distance = (goTo: string | undefined) => {
      const target = goTo === undefined ? index + 1 : labels.get(goTo);
      if (target === undefined) throw new TypeError(`there is no operation ${goTo}`);
      return (target - index) * OPERATION_BYTES;
    };
    const { onFailure, when, otherwise } = options;
    writeWord(table, number, at);
    args.forEach((arg, position) => {
      writeWord(table, data.valueOf(arg), at + 8 + position * 8);
    });
    writeWord(table, when === undefined ? NEVER : when[0], at + 56);
    table.writeInt32LE(
      distance(typeof onFailure === "object" && "goTo" in onFailure ? onFailure.goTo : otherwise),
      at + 64,
    );
    table.writeInt32LE(distance(when?.[1]), at + 68);
    table.writeInt32LE(distance(otherwise), at + 72);
  });
  const code = Buffer.alloc(OPERATIONS_OFFSET - CODE_OFFSET);
  code.set(launcherCode(machine));
  const rest = data.bytes();
  const length = OPERATIONS_OFFSET + table.length + rest.length;
  return Buffer.concat([elfHeader(machine, length), code, table, rest]);
}

/** What calls point to. */
class Data {
  readonly #chunks: Uint8Array[] = [];
  #at: number;

  constructor(offset: number) {
    this.#at = IMAGE_ADDRESS + offset;
  }

  valueOf(arg: Argument): Word {
    if (typeof arg === "bigint" || typeof arg === "number") return arg;
    if (typeof arg === "string") return this.#put(text(arg));
    if (arg instanceof Uint8Array) return this.#put(arg);
    const words = Buffer.alloc(arg.length * WORD_BYTES);
    arg.forEach((item, index) => {
      writeWord(words, this.valueOf(item), index * WORD_BYTES);
    });
    return this.#put(words);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  /** Numbers in memory have to lie on multiples of their size. */
  #put(bytes: Uint8Array): number {
    const address = this.#at;
    const padding = (WORD_BYTES - (bytes.length % WORD_BYTES)) % WORD_BYTES;
    this.#chunks.push(bytes, PADDING.subarray(0, padding));
    this.#at += bytes.length + padding;
    return address;
  }
}

/** A number that fits a word of the machine; whole where it is no bigint. */
type Word = number | bigint;
const WORD_BYTES = 8;
const PADDING = Buffer.alloc(WORD_BYTES);

/** In two halves: as most of them are small, that saves a bigint for each. */
function writeWord(bytes: Buffer, word: Word, at: number): void {
  if (typeof word === "bigint") {
    bytes.writeBigInt64LE(word, at);
    return;
  }
  bytes.writeUInt32LE(word >>> 0, at);
  bytes.writeInt32LE(Math.floor(word / 2 ** 32), at + 4);
}

const text = (value: string): Uint8Array => Buffer.from(`${value}\0`);

const ELF_MACHINES: Readonly<Record<Machine, number>> = { x64: 62, arm64: 183 };
const [PT_LOAD, PT_GNU_STACK] = [1, 0x6474e551];
const [READ, WRITE, EXECUTE] = [4, 2, 1];
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
/** No machine has bigger pages. */
const ALIGNMENT = 0x10000;

/** The image is mapped as it is, without a right to write; beside it lies one page for results. */
function elfHeader(machine: Machine, length: number): Uint8Array {
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
    { type: PT_LOAD, flags: READ | EXECUTE, address: IMAGE_ADDRESS, inFile: length, inMemory: length },
    { type: PT_LOAD, flags: READ | WRITE, address: SCRATCH_ADDRESS, inFile: 0, inMemory: ALIGNMENT },
    { type: PT_GNU_STACK, flags: READ | WRITE, address: 0, inFile: 0, inMemory: 0 },
  ];
  segments.forEach(({ type, flags, address, inFile, inMemory }, index) => {
    const at = HEADER_BYTES + index * SEGMENT_BYTES;
    header.writeUInt32LE(type, at);
    header.writeUInt32LE(flags, at + 4);
    header.writeBigUInt64LE(BigInt(address), at + 16);
    header.writeBigUInt64LE(BigInt(address), at + 24);
    header.writeBigUInt64LE(BigInt(inFile), at + 32);
    header.writeBigUInt64LE(BigInt(inMemory), at + 40);
    header.writeBigUInt64LE(BigInt(ALIGNMENT), at + 48);
  });
  return header;
}
