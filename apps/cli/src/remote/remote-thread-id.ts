import type { ThreadSourceKind } from "@codex/app-server-protocol/thread-list";
import type { AppServerClient } from "@codex/client/app-server";
import { CodexError } from "@codex/core";

/** All kinds that people start: by default, lists leave out those of `codex exec`. */
const SOURCES: ThreadSourceKind[] = ["cli", "vscode", "exec", "appServer", "unknown"];

/** The id of the server's thread with that id or name. Ids are used as they are; a name must be unique. */
export async function remoteThreadId(
  client: AppServerClient,
  idOrName: string,
  signal: AbortSignal,
  { archived = false }: { readonly archived?: boolean } = {},
): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(idOrName)) return idOrName;
  const params = { searchTerm: idOrName, modelProviders: [], sourceKinds: SOURCES, archived };
  const { data } = await client.call("thread/list", params, { signal });
  const [found, ...others] = data.filter(({ name }) => name === idOrName);
  if (found === undefined)
    throw new CodexError("conversation-not-found", `the server has no thread called ${idOrName}`);
  if (others.length === 0) return found.id;
  const ids = [found, ...others].map(({ id }) => id).join(", ");
  throw new CodexError("request-invalid", `the server has several threads called ${idOrName}: ${ids}`);
}
