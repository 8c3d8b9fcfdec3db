import type {
  ExternalAgentConfigImportTypeResult,
  ExternalAgentConfigMigrationItem,
} from "@codex/app-server-protocol/imports";
import { errorMessage, importSession, type SessionImportOptions } from "@codex/core";

type Result = ExternalAgentConfigImportTypeResult;

/** Whose sessions become threads, and where. */
export type SessionPlace = Omit<SessionImportOptions, "cwd">;

/** Makes threads of the sessions that the client names. One that was imported before is neither a success nor a failure. */
export async function importSessions(
  { itemType, details }: ExternalAgentConfigMigrationItem,
  findPlace: () => Promise<SessionPlace>,
): Promise<Result> {
  const successes: Result["successes"] = [];
  const failures: Result["failures"] = [];
  for (const { path: source, cwd } of details?.sessions ?? []) {
    try {
      const imported = await importSession(source, { ...(await findPlace()), cwd });
      if (imported !== undefined)
        successes.push({ itemType, cwd, source, target: imported.threadId, title: imported.title });
    } catch (error) {
      failures.push({ itemType, cwd, source, failureStage: "import", message: errorMessage(error) });
    }
  }
  return { itemType, successes, failures };
}
