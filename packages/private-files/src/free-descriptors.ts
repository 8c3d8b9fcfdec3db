import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** The descriptors needed to start a process with three pipes. */
const FOR_A_PROCESS = 10;
/** If the lowest free descriptor is below this, there is room under any limit that Node can work with. */
const FEW = 100;

/**
 * Whether a process can be started now without running out of descriptors on the way: Node would leak those it had already created.
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
