import { realpathSync } from "node:fs";
import type { Confinement } from "./confinement.js";
import { isBelow } from "./is-within.js";
import type { LaunchStep } from "./launch-program.js";
import { closeFiles } from "./launch-steps.js";
import { METADATA_CALLS } from "./metadata-calls.js";
import { closeFilesBut, notifySupervisor } from "./notify-supervisor.js";
import type { SeccompSupervisor } from "./seccomp-supervisor.js";

/** What the start of a command needs so that some of its calls are performed for it; empty steps if there are none. */
export interface SupervisionSteps {
  readonly reachesSockets: boolean;
  /** The launcher's descriptors after its other ones. */
  readonly descriptors: readonly number[];
  /** Replaces `closeFiles`. */
  readonly closeFiles: LaunchStep;
  /** The last steps before the command itself. */
  readonly ask: readonly LaunchStep[];
  /** Must be called once the launcher has started or failed to start. */
  started(): void;
}

const UNSUPERVISED: SupervisionSteps = { reachesSockets: false, descriptors: [], closeFiles, ask: [], started() {} };

export interface SupervisionOptions {
  /** The number that the descriptor gets in the launcher. */
  readonly number: number;
  /**
   * Folders in which modes, owners, times and attributes may be changed, where nothing else protects them. Default: something else
   * does.
   */
  readonly metadataIn?: readonly string[] | undefined;
}

export function superviseCalls(
  supervisor: SeccompSupervisor,
  { network, unixSockets = [], writableRoots }: Confinement,
  { number, metadataIn = [] }: SupervisionOptions,
): SupervisionSteps {
  const writable = writableRoots.map(({ root }) => root);
  const sockets = network ? unixSockets.flatMap((path) => safePath(path, writable)) : [];
  const asked = [
    ...(sockets.length > 0 ? ["connect"] : []),
    ...(metadataIn.length > 0 ? Object.keys(METADATA_CALLS) : []),
  ];
  if (asked.length === 0) return UNSUPERVISED;
  const { descriptor, started } = supervisor.supervise({ sockets, writable: metadataIn });
  return {
    reachesSockets: sockets.length > 0,
    descriptors: [descriptor],
    closeFiles: closeFilesBut(number),
    ask: [notifySupervisor(asked)],
    started,
  };
}

/** A socket's path; empty if it does not exist or if commands could replace it. */
function safePath(path: string, writable: readonly string[]): string[] {
  try {
    const real = realpathSync.native(path);
    return writable.some((root) => isBelow(root, path) || isBelow(root, real)) ? [] : [real];
  } catch {
    return [];
  }
}
