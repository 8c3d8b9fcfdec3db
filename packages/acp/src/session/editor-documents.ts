import type { OpenDocuments } from "@codex/core";
import type { Connection } from "@codex/jsonrpc";
import { askClient } from "../wire/ask-client.js";
import { FileAnswerSchema } from "../wire/client-answers.js";
import type { ClientAbilities } from "../wire/initialize.js";

/** How long an editor may take to return a file, in milliseconds; then the file on disk is used. */
const LIMIT_MS = 5_000;
/** The same after it has not replied in time, until it replies: a patch may change many files. */
const LATE_LIMIT_MS = 1_000;

/** Access to the editor's buffers; undefined if the editor does not offer them. The session gets its id only when it is open. */
export function editorDocuments(
  connection: Connection,
  { readsFiles, writesFiles }: ClientAbilities,
  sessionId: () => string | undefined,
): OpenDocuments | undefined {
  // With only one of the two, the buffer and the disk would drift apart.
  if (!readsFiles || !writesFiles) return undefined;
  let isLate = false;
  const ask = async (method: string, params: object, signal: AbortSignal): Promise<unknown> => {
    const limit = AbortSignal.timeout(isLate ? LATE_LIMIT_MS : LIMIT_MS);
    try {
      return await askClient(connection, {
        method,
        params: { sessionId: sessionId(), ...params },
        signal: AbortSignal.any([signal, limit]),
      });
    } finally {
      // An error is a reply, too.
      if (!signal.aborted) isLate = limit.aborted;
    }
  };
  return {
    async read(path, signal) {
      try {
        return FileAnswerSchema.parse(await ask("fs/read_text_file", { path }, signal)).content;
      } catch {
        // The editor may not know the file, or its answer may be invalid.
        signal.throwIfAborted();
        return undefined;
      }
    },
    async write(path, content, signal) {
      await ask("fs/write_text_file", { path, content }, signal).catch(() => {});
    },
  };
}
