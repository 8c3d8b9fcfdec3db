const NEWLINE = 10;

/** In bytes: the first `MANY` of a process, and chunks below `FEW`, are counted one by one. */
const MANY = 128 * 1024;
const FEW = 64;

let counted = 0;

/**
 * Counts the line feeds in some bytes. For large outputs it uses WebAssembly, 16 bytes at a time: for a command that prints 50 MB,
 * a loop over the bytes takes longer than everything else done with them.
 */
export function countNewlines(bytes: Uint8Array): number {
  if (counted < MANY) counted += bytes.length;
  if (counted < MANY || bytes.length < FEW) return countOneByOne(bytes);
  counter ??= createCounter();
  let count = 0;
  for (let at = 0; at < bytes.length; at += PAGE) count += counter(bytes.subarray(at, at + PAGE));
  return count;
}

function countOneByOne(bytes: Uint8Array): number {
  let count = 0;
  // Unoptimized code allocates an object per iterator step.
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === NEWLINE) count++;
  return count;
}

/** Counts in up to one page of bytes. */
type Counter = (bytes: Uint8Array) => number;

let counter: Counter | undefined;

/** The size of the counter's memory, in bytes. */
const PAGE = 64 * 1024;
const VECTOR = 16;

function createCounter(): Counter {
  const { memory, count } = new WebAssembly.Instance(new WebAssembly.Module(COUNTER)).exports;
  const page = new Uint8Array(memory.buffer);
  return (bytes) => {
    page.set(bytes);
    page.fill(0, bytes.length, Math.ceil(bytes.length / VECTOR) * VECTOR);
    return count(bytes.length);
  };
}

/** The part of it that we use; Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (
    module: object,
  ) => { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; count(end: number): number } };
};

/**
 * The module, as the binary format of WebAssembly has it:
 *
 * ```wat
 * (memory (export "memory") 1)
 * (func (export "count") (param $end i32) (result i32) (local $at i32) (local $count i32)
 *   (loop $next
 *     (local.set $count (i32.add (local.get $count)
 *       (i32.popcnt (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))))))
 *     (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
 *   (local.get $count))
 * ```
 */
const COUNTER = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // Types: (i32) -> i32. Functions: one of it. Memories: one page.
  ...[0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x05, 0x03, 0x01, 0x00, 0x01],
  // Exports: "memory", "count".
  ...[0x07, 0x12, 0x02, 0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02, 0x00],
  ...[0x05, 0x63, 0x6f, 0x75, 0x6e, 0x74, 0x00, 0x00],
  // Code: two locals of i32, then the loop.
  ...[0x0a, 0x2b, 0x01, 0x29, 0x01, 0x02, 0x7f, 0x03, 0x40],
  ...[0x20, 0x02, 0x20, 0x01, 0xfd, 0x00, 0x00, 0x00, 0x41, NEWLINE, 0xfd, 0x0f, 0xfd, 0x23, 0xfd, 0x64],
  ...[0x69, 0x6a, 0x21, 0x02],
  ...[0x20, 0x01, 0x41, VECTOR, 0x6a, 0x22, 0x01, 0x20, 0x00, 0x49, 0x0d, 0x00, 0x0b],
  ...[0x20, 0x02, 0x0b],
]);
