import type { OpenDocuments } from "@codex/core";
import type { Connection } from "@codex/jsonrpc";
import { askClient } from "../wire/ask-client.js";
import { FileAnswerSchema } from "../wire/client-answers.js";
import type { ClientAbilities } from "../wire/initialize.js";

/** How long an editor may take over a file, in milliseconds; then the disk counts. */
const LIMIT_MS = 5_000;

/** The files as the editor holds them; undefined where it does not say. The session has its id only once it is open. */
export function editorDocuments(
  connection: Connection,
  { readsFiles, writesFiles }: ClientAbilities,
  sessionId: () => string | undefined,
): OpenDocuments | undefined {
  // Without both, the buffer and the disk would drift apart.
  if (!readsFiles || !writesFiles) return undefined;
  const ask = (method: string, params: object, signal: AbortSignal) =>
    askClient(connection, {
      method,
      params: { sessionId: sessionId(), ...params },
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
  return {
    async read(path, signal) {
      try {
        return FileAnswerSchema.parse(await ask("fs/read_text_file", { path }, signal)).content;
      } catch {
        // It may not know the file, and what it says may make no sense.
        signal.throwIfAborted();
        return undefined;
      }
    },
    async write(path, content, signal) {
      await ask("fs/write_text_file", { path, content }, signal).catch(() => {});
    },
  };
}
