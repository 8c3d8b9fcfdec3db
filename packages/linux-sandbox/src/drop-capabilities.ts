import { readFileSync } from "node:fs";
import type { LaunchStep } from "./launch-program.js";

/**
 * Root's power over plain files and its own processes, so that root can work with other users' files as usual: CHOWN, DAC_OVERRIDE,
 * FOWNER, FSETID, KILL, SETGID, SETUID. Not DAC_READ_SEARCH: it can open files underneath the mounts.
 */
const FILE_CAPABILITIES = [0, 1, 3, 4, 5, 6, 7];

const PR_CAPBSET_DROP = 24;
const VERSION_3 = 0x20080522;
/** Leaves room for future ones. */
const CAPABILITY_COUNT = 64;

/** A bit set of the capabilities to keep. */
export const NO_CAPABILITIES = 0n;

let own: bigint | undefined;

/** The file capabilities that this process has. */
export function fileCapabilities(): bigint {
  own ??= readFileCapabilities();
  return own;
}

function readFileCapabilities(): bigint {
  const [, permitted = "0"] = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "latin1")) ?? [];
  const wanted = FILE_CAPABILITIES.reduce((bits, number) => bits | (1n << BigInt(number)), 0n);
  return BigInt(`0x${permitted}`) & wanted;
}

/** Drops all other capabilities, also for everything started later. */
export const dropCapabilities =
  (kept: bigint): LaunchStep =>
  (program) => {
    for (let number = 0; number < CAPABILITY_COUNT; number++)
      if ((kept & (1n << BigInt(number))) === 0n)
        program.call("prctl", [PR_CAPBSET_DROP, number, 0, 0, 0], { onFailure: "ignore" });
    const [low, high] = [Number(kept & 0xffff_ffffn), Number(kept >> 32n)];
    const header = Uint32Array.of(VERSION_3, 0);
    // Effective, permitted and inheritable: first for capabilities 0 to 31, then for the rest.
    const sets = Uint32Array.of(low, low, 0, high, high, 0);
    program.call("capset", [new Uint8Array(header.buffer), new Uint8Array(sets.buffer)]);
  };
