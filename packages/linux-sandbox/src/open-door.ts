import { realpathSync } from "node:fs";
import { askOutside, closeFilesBut } from "./ask-outside.js";
import type { CallDoor } from "./call-door.js";
import type { Confinement } from "./confinement.js";
import { isBelow } from "./is-within.js";
import type { LaunchStep } from "./launch-program.js";
import { closeFiles } from "./launch-steps.js";
import { METADATA_CALLS } from "./metadata-calls.js";

/** What a command's start needs so that some of its calls are done for it; nothing of it where none are. */
export interface DoorSteps {
  readonly reachesSockets: boolean;
  /** What the launcher is started with, behind its other descriptors. */
  readonly descriptors: readonly number[];
  /** In place of `closeFiles`. */
  readonly closeFiles: LaunchStep;
  /** The last but the command itself. */
  readonly ask: readonly LaunchStep[];
  /** To be called when the launcher has started, or did not. */
  started(): void;
}

const SHUT: DoorSteps = { reachesSockets: false, descriptors: [], closeFiles, ask: [], started() {} };

export interface DoorNeeds {
  /** The descriptor that the launcher gets it as. */
  readonly number: number;
  /** Folders in which modes, owners, times and attributes may be changed, where nothing else guards them. Default: something does. */
  readonly metadataIn?: readonly string[] | undefined;
}

export function openDoor(
  door: CallDoor,
  { network, unixSockets = [], writableRoots }: Confinement,
  { number, metadataIn = [] }: DoorNeeds,
): DoorSteps {
  const writable = writableRoots.map(({ root }) => root);
  const sockets = network ? unixSockets.flatMap((path) => safePath(path, writable)) : [];
  const asked = [
    ...(sockets.length > 0 ? ["connect"] : []),
    ...(metadataIn.length > 0 ? Object.keys(METADATA_CALLS) : []),
  ];
  if (asked.length === 0) return SHUT;
  const { descriptor, started } = door.open({ sockets, writable: metadataIn });
  return {
    reachesSockets: sockets.length > 0,
    descriptors: [descriptor],
    closeFiles: closeFilesBut(number),
    ask: [askOutside(asked)],
    started,
  };
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
