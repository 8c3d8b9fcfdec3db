import type { FileWrite, PatchFileSystem, StoredFile } from "@codex/apply-patch";
import type { OpenDocuments } from "../files/open-documents.js";

/** Larger files are not sent to an editor and back, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A file system in which patches change the text that an editor holds. What may be read and written is still for `disk` to say,
 * which is asked first; the editor gets the new text once the disk has it.
 */
export function documentFileSystem(disk: PatchFileSystem, documents: OpenDocuments | undefined): PatchFileSystem {
  if (documents === undefined) return disk;
  return {
    async read(path, signal): Promise<StoredFile | undefined> {
      const stored = await disk.read(path, signal);
      if (stored === undefined || stored.bytes.length > MAX_BYTES) return stored;
      const text = await documents.read(path, signal);
      return text === undefined ? stored : { ...stored, bytes: Buffer.from(text) };
    },
    async commit(changes: readonly FileWrite[], signal): Promise<void> {
      await disk.commit(changes, signal);
      for (const change of changes) {
        if (change.type !== "write" || change.bytes.length > MAX_BYTES) continue;
        await documents.write(change.path, new TextDecoder().decode(change.bytes), signal);
      }
    },
  };
}
