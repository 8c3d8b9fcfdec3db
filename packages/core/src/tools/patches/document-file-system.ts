import type { FileWrite, PatchFileSystem, StoredFile } from "@codex/apply-patch";
import type { OpenDocuments } from "../../files/open-documents.js";

/** The size in bytes above which files are not sent to an editor and back. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A file system for patches that changes the text of documents open in an editor. `disk` still decides what may be read and written, and is
 * asked first; the editor receives new text after it has been written to disk.
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
