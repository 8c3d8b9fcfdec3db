import path from "node:path";
import { isWithin } from "../files/is-within.js";

/** What commands and patches may do beyond their sandbox policy. */
export interface Permissions {
  /** Absolute paths of folders, and of files that may only be read. */
  readonly read: readonly string[];
  /** Absolute paths of folders. */
  readonly write: readonly string[];
  readonly network: boolean;
}

export const NO_PERMISSIONS: Permissions = { read: [], write: [], network: false };

export const isNothing = ({ read, write, network }: Permissions): boolean =>
  read.length === 0 && write.length === 0 && !network;

/** The part of an answer that was requested: nothing is approved that was not shown. Write permission includes reading. */
export function permissionsWithin(asked: Permissions, answer: Permissions): Permissions {
  const written = answer.write.filter((one) => isInOneOf(asked.write, one));
  const read = answer.read.filter((one) => isInOneOf([...asked.read, ...asked.write], one));
  return { read, write: written, network: asked.network && answer.network };
}

export const bothPermissions = (one: Permissions, other: Permissions): Permissions => ({
  read: [...new Set([...one.read, ...other.read])],
  write: [...new Set([...one.write, ...other.write])],
  network: one.network || other.network,
});

/** Each permission as text, for display. */
export const permissionWords = ({ read, write, network }: Permissions): readonly string[] => [
  ...write.map((folder) => `write in ${folder}`),
  ...read.map((folder) => `read ${folder}`),
  ...(network ? ["use the network"] : []),
];

/** Compares paths as text, so a path with `..` never matches. */
function isInOneOf(folders: readonly string[], one: string): boolean {
  if (!path.isAbsolute(one) || path.normalize(one) !== one) return false;
  return folders.some((folder) => isWithin(folder, one));
}
