import path from "node:path";
import { isWithin } from "../files/is-within.js";

/** What commands and patches may do beyond their sandbox policy. */
export interface Permissions {
  /** Absolute paths of folders, and of files that are only read. */
  readonly read: readonly string[];
  /** Absolute paths of folders. */
  readonly write: readonly string[];
  readonly network: boolean;
}

export const NO_PERMISSIONS: Permissions = { read: [], write: [], network: false };

export const isNothing = ({ read, write, network }: Permissions): boolean =>
  read.length === 0 && write.length === 0 && !network;

/** What of an answer was asked for: nobody says yes to more than was shown. What may be written may be read. */
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

/** What each of them is, for a person. */
export const permissionWords = ({ read, write, network }: Permissions): readonly string[] => [
  ...write.map((folder) => `write in ${folder}`),
  ...read.map((folder) => `read ${folder}`),
  ...(network ? ["use the network"] : []),
];

/** By the paths as they are written; a path with `..` in it is none to go by. */
function isInOneOf(folders: readonly string[], one: string): boolean {
  if (!path.isAbsolute(one) || path.normalize(one) !== one) return false;
  return folders.some((folder) => isWithin(folder, one));
}
