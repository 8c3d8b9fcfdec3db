import type { FetchLike } from "@modelcontextprotocol/client";

type HelperHeaders = Readonly<Record<string, string>>;

export interface HelpedServer {
  readonly url: URL;
  /** The headers that the helper printed before the first request. */
  readonly headers: HelperHeaders;
  /** Runs the helper again; has a time limit. */
  readonly runHelper: () => Promise<HelperHeaders>;
  readonly fetch: FetchLike;
}

/**
 * Sends the headers of a server's helper with each request, and runs the helper again when the server refuses them: once for all requests
 * that were refused. Calls that are running meanwhile continue.
 */
export function helpedFetch({ url, headers, runHelper, fetch }: HelpedServer): FetchLike {
  let latest = Promise.resolve(headers);

  return async (target, init) => {
    if (new URL(target).origin !== url.origin) return fetch(target, init);
    const sent = latest;
    const answer = await fetch(target, withHeaders(init, await sent));
    if (answer.status !== 401) return answer;
    await answer.body?.cancel();
    if (latest === sent) renewAfter(sent);
    return fetch(target, withHeaders(init, await latest));
  };

  /** If the helper fails, these requests fail with its reason, and the next refusal runs it again. */
  function renewAfter(sent: Promise<HelperHeaders>): void {
    latest = runHelper();
    latest.catch(() => {
      latest = sent;
    });
  }
}

function withHeaders(init: RequestInit | undefined, added: HelperHeaders): RequestInit {
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return { ...init, headers };
}
