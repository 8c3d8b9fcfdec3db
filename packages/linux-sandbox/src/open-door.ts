import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { askToConnect, closeFilesBut } from "./ask-to-connect.js";
import type { Confinement } from "./confinement.js";
import type { LaunchStep } from "./launch-program.js";
import { closeFiles } from "./launch-steps.js";
import type { SocketDoor } from "./socket-door.js";

/** What a command's start needs so that it can reach some local sockets; nothing of it where it can reach none. */
export interface DoorSteps {
  readonly isOpen: boolean;
  /** What the launcher is started with, behind its other descriptors. */
  readonly descriptors: readonly number[];
  /** In place of `closeFiles`. */
  readonly closeFiles: LaunchStep;
  /** The last but the command itself. */
  readonly ask: readonly LaunchStep[];
  /** To be called when the launcher has started, or did not. */
  started(): void;
}

const SHUT: DoorSteps = { isOpen: false, descriptors: [], closeFiles, ask: [], started() {} };

/** `number`: the descriptor that the launcher gets it as. */
export function openDoor(
  door: SocketDoor,
  { network, unixSockets = [], writableRoots }: Confinement,
  number: number,
): DoorSteps {
  if (!network) return SHUT;
  const writable = writableRoots.map(({ root }) => root);
  const allowed = unixSockets.flatMap((path) => safePath(path, writable));
  if (allowed.length === 0) return SHUT;
  const { descriptor, started } = door.open(allowed);
  return { isOpen: true, descriptors: [descriptor], closeFiles: closeFilesBut(number), ask: [askToConnect], started };
}

/** Where a socket is; nothing when it is not there, or commands could put something else in its place. */
function safePath(path: string, writable: readonly string[]): string[] {
  try {
    const real = realpathSync(path);
    return writable.some((root) => isBelow(root, path) || isBelow(root, real)) ? [] : [real];
  } catch {
    return [];
  }
}

const isBelow = (folder: string, path: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
