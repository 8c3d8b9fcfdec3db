import type { Environment } from "../../environment.js";
import { httpRequest } from "./http-request.js";

/** What `environmentFetch` takes of the options of `fetch`. */
export interface EnvironmentFetchOptions {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams | undefined;
  readonly signal: AbortSignal;
}

export type EnvironmentFetch = (url: URL | string, options: EnvironmentFetchOptions) => Promise<Response>;

/**
 * A `fetch` for short answers that goes the way of the model's requests: through the environment's proxies, trusting its
 * certificates. It follows no redirect. Throws `CodexError`.
 */
export function environmentFetch(env: Environment): EnvironmentFetch {
  return async (url, { method, headers, body, signal }) => {
    const reply = await httpRequest({
      method,
      url: new URL(url),
      env,
      signal,
      headers: { ...headers },
      ...(body === undefined ? {} : { body: String(body) }),
      connectTimeoutMs: 15_000,
      firstByteTimeoutMs: 60_000,
    });
    const text = await readText(reply);
    return new Response(text === "" ? null : text, { status: reply.statusCode ?? 500 });
  };
}

const LONGEST_ANSWER = 1024 * 1024;

async function readText(reply: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of reply) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
