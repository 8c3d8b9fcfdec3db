import type { Environment } from "../../environment.js";

/** The options of `fetch` that `environmentFetch` supports. */
export interface EnvironmentFetchOptions {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | undefined;
  readonly signal: AbortSignal;
}

export type EnvironmentFetch = (url: URL | string, options: EnvironmentFetchOptions) => Promise<Response>;

const LIMITS = { connectTimeoutMs: 15_000, firstByteTimeoutMs: 60_000 };
/** In bytes. */
const LONGEST_ANSWER = 1024 * 1024;

/**
 * `streamingFetch` for answers of at most 1 MiB that begin within a minute; resolves with the complete answer. Follows no
 * redirects. Throws `CodexError`.
 */
export function environmentFetch(env: Environment): EnvironmentFetch {
  return async (url, { body = null, ...options }) => {
    // Imported here because most starts need no login.
    const { fetchWithin } = await import("./streaming-fetch.js");
    const answer = await fetchWithin(env, LIMITS)(url, { ...options, body, redirect: "manual" });
    const text = await readText(answer);
    return new Response(text === "" ? null : text, answer);
  };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
