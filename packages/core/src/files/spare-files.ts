import { isOutOfDescriptors } from "@codex/linux-sandbox";
import { hasRoomForProcess } from "@codex/private-files";

/** A file that is kept open only because it may be needed again soon. */
export interface SpareFile {
  /** Never rejects. */
  closeSpare(): Promise<void>;
}

/** All of this process's, the longest idle first. */
export const spareFiles = new Set<SpareFile>();

/** Does the work; if descriptors run out, closes spare files and tries once more. */
export async function sparingFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOutOfDescriptors(error) || spareFiles.size === 0) throw error;
    await closeAll();
    return work();
  }
}

/** Whether a process can be started; closes spare files if necessary. */
export async function makeRoomForProcess(): Promise<boolean> {
  if (hasRoomForProcess()) return true;
  await closeAll();
  return hasRoomForProcess();
}

async function closeAll(): Promise<void> {
  await Promise.all([...spareFiles].map((file) => file.closeSpare()));
}
