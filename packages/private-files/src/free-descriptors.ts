import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** What a process with three pipes takes while it is started. */
const FOR_A_PROCESS = 10;
/** Where the lowest free number is below this, there is room under any limit that Node itself gets along with. */
const FEW = 100;

/**
 * Whether a process can be started now without running out of descriptors on the way: Node leaves those open for good that it had made
 * by then.
 */
export function hasRoomForProcess(): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < FOR_A_PROCESS) {
      const lowest = openSync(devNull, "r");
      opened.push(lowest);
      if (lowest < FEW) break;
    }
    return true;
  } catch {
    return false;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
