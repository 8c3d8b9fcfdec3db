import path from "node:path";
import type { FuzzyFileSearchResult } from "@codex/app-server-protocol/file-search";
import { FileIndex, FileSearchError } from "@codex/file-search";
import type { AppClient } from "../app-client.js";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";

type Methods =
  | "fuzzyFileSearch"
  | "fuzzyFileSearch/sessionStart"
  | "fuzzyFileSearch/sessionUpdate"
  | "fuzzyFileSearch/sessionStop";

const MAX_RESULTS = 50;

/** Fuzzy search for files and folders: once, or with a query that changes while the user types. */
export function searchRequests({ server, client, resources }: ClientContext): RequestHandlers<Methods> {
  const sessions = new Map<string, SearchSession>();
  const running = new Map<string, AbortController>();
  resources.defer(() => {
    for (const session of sessions.values()) session.stop();
  });
  const open = async (roots: readonly string[], signal: AbortSignal) => {
    const { env } = await server.host();
    return openRoots(
      roots.map((root) => path.resolve(server.options.cwd, root)),
      { env, signal },
    );
  };
  return {
    async fuzzyFileSearch({ query, roots, cancellationToken }, { signal }) {
      const replaced = new AbortController();
      if (cancellationToken != null) {
        running.get(cancellationToken)?.abort();
        running.set(cancellationToken, replaced);
      }
      if (query.trim() === "") return { files: [] };
      const indexes = await open(roots, AbortSignal.any([signal, replaced.signal])).catch(noneWhenInterrupted);
      return { files: searchAll(indexes, query) };
    },
    "fuzzyFileSearch/sessionStart"({ sessionId, roots }) {
      if (sessionId === "") throw invalidRequest("sessionId must not be empty");
      if (roots.length === 0) throw internalError("a search needs a folder to search in");
      sessions.get(sessionId)?.stop();
      const ended = new AbortController();
      sessions.set(sessionId, new SearchSession(client, { sessionId, ended, indexes: open(roots, ended.signal) }));
      return {};
    },
    "fuzzyFileSearch/sessionUpdate"({ sessionId, query }) {
      const session = sessions.get(sessionId);
      if (session === undefined) throw invalidRequest(`fuzzy file search session not found: ${sessionId}`);
      session.search(query);
      return {};
    },
    "fuzzyFileSearch/sessionStop"({ sessionId }) {
      sessions.get(sessionId)?.stop();
      sessions.delete(sessionId);
      return {};
    },
  };
}

interface RootIndex {
  readonly root: string;
  readonly files: FileIndex;
}

/** Roots that are not folders have no files. */
async function openRoots(
  roots: readonly string[],
  options: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<RootIndex[]> {
  const opened = roots.map(async (root): Promise<RootIndex[]> => {
    try {
      return [{ root, files: await FileIndex.open(root, { ...options, folders: true, gitFolder: true }) }];
    } catch (error) {
      if (error instanceof FileSearchError && error.code === "directory-not-found") return [];
      throw error;
    }
  });
  return (await Promise.all(opened)).flat();
}

/** This protocol ignores letter case. */
function searchAll(indexes: readonly RootIndex[], query: string): FuzzyFileSearchResult[] {
  const found = indexes.flatMap(({ root, files }) =>
    files.search(query.toLowerCase(), { limit: MAX_RESULTS, computeIndices: true }).matches.map((match) => ({
      root,
      path: match.path,
      file_name: path.posix.basename(match.path),
      match_type: match.isFolder ? ("directory" as const) : ("file" as const),
      score: match.score,
      indices: [...(match.indices ?? [])],
    })),
  );
  return found.sort((a, b) => b.score - a.score).slice(0, MAX_RESULTS);
}

function noneWhenInterrupted(error: unknown): RootIndex[] {
  if (error instanceof FileSearchError && error.code === "interrupted") return [];
  throw error;
}

/** A search whose query changes; only the latest query is answered. */
class SearchSession {
  readonly #client: AppClient;
  readonly #sessionId: string;
  readonly #ended: AbortController;
  readonly #indexes: Promise<RootIndex[]>;
  #query: string | undefined;

  constructor(
    client: AppClient,
    options: { sessionId: string; ended: AbortController; indexes: Promise<RootIndex[]> },
  ) {
    this.#client = client;
    this.#sessionId = options.sessionId;
    this.#ended = options.ended;
    this.#indexes = options.indexes.catch(() => []);
  }

  search(query: string): void {
    this.#query = query;
    void this.#indexes.then((indexes) => {
      if (this.#ended.signal.aborted || this.#query !== query) return;
      const files = query.trim() === "" ? [] : searchAll(indexes, query);
      const sessionId = this.#sessionId;
      void this.#client.notify("fuzzyFileSearch/sessionUpdated", { sessionId, query, files });
      void this.#client.notify("fuzzyFileSearch/sessionCompleted", { sessionId });
    });
  }

  stop(): void {
    this.#ended.abort();
  }
}
