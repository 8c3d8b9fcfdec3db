import type { Machine } from "./system-calls.js";

/** One instruction of classic BPF: code, jump offsets if true and if false, constant. */
export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];

/** `asked`: the call blocks until the process outside decides. */
export type Verdict = "allowed" | "asked" | typeof DENIED | typeof MISSING;
/** Fails with EPERM. */
export const DENIED = "denied";
/** Fails with ENOSYS. */
export const MISSING = "missing";

/** Decides some calls; the rest fall through to the next check. */
export type Check = readonly Instruction[];

/** Tests one 32-bit half of an argument. */
export interface Condition {
  readonly load: Instruction;
  readonly mask?: Instruction | undefined;
  readonly test: (ifFalse: number) => Instruction;
}

const LOAD = 0x20;
const AND = 0x54;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_GREATER = 0x25;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const VERDICTS: Readonly<Record<Verdict, number>> = {
  allowed: 0x7fff0000,
  asked: 0x7fc00000,
  denied: 0x00050001,
  missing: 0x00050026,
};

/** Offsets in `struct seccomp_data`. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const ARGUMENTS = 16;

const AUDIT_ARCHITECTURES: Readonly<Record<Machine, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

const answer = (verdict: Verdict): Instruction => [RETURN, 0, 0, VERDICTS[verdict]];

/** Denies all calls through another ABI of the processor, whose numbers differ. Allows calls that no check decides. */
export function filterOf(
  machine: Machine,
  { known, checks }: { known: readonly number[]; checks: readonly Check[] },
): Instruction[] {
  return [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, AUDIT_ARCHITECTURES[machine]],
    answer(DENIED),
    [LOAD, 0, 0, NUMBER],
    ...gapsOf(known).flatMap(([from, to]): Instruction[] => [
      [JUMP_IF_AT_LEAST, 0, 2, from],
      [JUMP_IF_GREATER, 1, 0, to],
      answer(MISSING),
    ]),
    ...checks.flat(),
    answer("allowed"),
  ];
}

/** The ranges of numbers between and after the known ones. */
function gapsOf(known: readonly number[]): [number, number][] {
  const sorted = known.toSorted((a, b) => a - b);
  const bounds = [-1, ...sorted, 2 ** 32];
  return bounds.slice(1).flatMap((number, index): [number, number][] => {
    const from = (bounds[index] ?? 0) + 1;
    return from < number ? [[from, number - 1]] : [];
  });
}

export const deny = (numbers: readonly number[]): Check =>
  numbers.flatMap((number): Instruction[] => [[JUMP_IF_EQUAL, 0, 1, number], answer(DENIED)]);

/** A verdict about a call whose arguments meet all conditions. */
export function decide(number: number, verdict: Verdict, conditions: readonly Condition[]): Check {
  let rest: Instruction[] = [answer(verdict)];
  for (const { load, mask, test } of conditions.toReversed())
    rest = [load, ...(mask === undefined ? [] : [mask]), test(rest.length), ...rest];
  if (conditions.length === 0) return [[JUMP_IF_EQUAL, 0, 1, number], ...rest];
  // Reload the number for the next check.
  return [[JUMP_IF_EQUAL, 0, rest.length + 1, number], ...rest, [LOAD, 0, 0, NUMBER]];
}

/**
 * Whether one half of an argument equals a number. The kernel reads most arguments as 32 bits; for those, the low half is enough.
 */
export const argumentIs = (index: number, value: number, half: "low" | "high" = "low"): Condition => ({
  load: loadArgument(index, half),
  test: (ifFalse) => [JUMP_IF_EQUAL, 0, ifFalse, value],
});

/** Whether the masked bits equal a value, or whether any of them is set. */
export const argumentMasked = (index: number, mask: number, value: number | "any"): Condition => ({
  load: loadArgument(index, "low"),
  ...(value !== "any" && { mask: [AND, 0, 0, mask] satisfies Instruction }),
  test: (ifFalse) => (value === "any" ? [JUMP_IF_ANY_BIT, 0, ifFalse, mask] : [JUMP_IF_EQUAL, 0, ifFalse, value]),
});

const loadArgument = (index: number, half: "low" | "high"): Instruction => [
  LOAD,
  0,
  0,
  ARGUMENTS + index * 8 + (half === "high" ? 4 : 0),
];

export function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, constant], index) => {
    const at = index * 8;
    bytes.setUint16(at, code, true);
    bytes.setUint8(at + 2, ifTrue);
    bytes.setUint8(at + 3, ifFalse);
    bytes.setUint32(at + 4, constant, true);
  });
  return new Uint8Array(bytes.buffer);
}
