import { readFileSync } from "node:fs";
import type { LaunchStep } from "./launch-program.js";

/**
 * Root's power over plain files and over its own processes, so that root works with other users' files as it does elsewhere: CHOWN,
 * DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID. Not DAC_READ_SEARCH: it opens files behind the mounts' back.
 */
const FILE_CAPABILITIES = [0, 1, 3, 4, 5, 6, 7];

const PR_CAPBSET_DROP = 24;
const VERSION_3 = 0x20080522;
/** Room for those to come. */
const CAPABILITY_COUNT = 64;

/** Capabilities that are kept, as bits. */
export const NO_CAPABILITIES = 0n;

let own: bigint | undefined;

/** Of those that this process has, the ones over plain files. */
export function fileCapabilities(): bigint {
  own ??= readFileCapabilities();
  return own;
}

function readFileCapabilities(): bigint {
  const [, permitted = "0"] = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
  const wanted = FILE_CAPABILITIES.reduce((bits, number) => bits | (1n << BigInt(number)), 0n);
  return BigInt(`0x${permitted}`) & wanted;
}

/** Gives up all other capabilities, for whatever is started later too. */
export const dropCapabilities =
  (kept: bigint): LaunchStep =>
  (program) => {
    for (let number = 0; number < CAPABILITY_COUNT; number++)
      if ((kept & (1n << BigInt(number))) === 0n)
        program.call("prctl", [PR_CAPBSET_DROP, number, 0, 0, 0], { onFailure: "ignore" });
    const [low, high] = [Number(kept & 0xffff_ffffn), Number(kept >> 32n)];
    const header = Uint32Array.of(VERSION_3, 0);
    // Effective, permitted and inheritable, first for the capabilities 0 to 31, then for the others.
    const sets = Uint32Array.of(low, low, 0, high, high, 0);
    program.call("capset", [new Uint8Array(header.buffer), new Uint8Array(sets.buffer)]);
  };
