import type { IncomingMessage } from "node:http";
import type { Environment } from "../../environment.js";
import { CodexError } from "../../error.js";
import { tryParseJson } from "../../json.js";
import { type HttpRequestOptions, httpRequest } from "../http/http-request.js";
import { readLines } from "../http/read-lines.js";

/** How to send requests to a model server on this machine. */
export interface LocalServerOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 30_000;
const MAX_ANSWER_CHARACTERS = 8 * 1024 * 1024;

/** Throws `connection-failed` with the advice if no server answers. */
export async function expectAnswer(url: URL, advice: string, options: LocalServerOptions): Promise<void> {
  try {
    const reply = await httpRequest(localRequest(url, options));
    reply.destroy();
    if (isSuccess(reply)) return;
  } catch (cause) {
    if (cause instanceof CodexError && cause.code === "interrupted") throw cause;
    throw new CodexError("connection-failed", advice, { cause });
  }
  throw new CodexError("connection-failed", advice);
}

/** Reads JSON; `undefined` if the server has none, which is no reason to give up. */
export async function readLocalJson(url: URL, options: LocalServerOptions): Promise<unknown> {
  const reply = await httpRequest(localRequest(url, options));
  if (!isSuccess(reply)) {
    reply.destroy();
    return undefined;
  }
  let text = "";
  const limits = { idleTimeoutMs: ANSWER_TIMEOUT_MS, maxCharacters: MAX_ANSWER_CHARACTERS, signal: options.signal };
  for await (const line of readLines(reply, limits)) text += line;
  return tryParseJson(text);
}

export function localRequest(url: URL, { env, signal }: LocalServerOptions): HttpRequestOptions {
  const limits = { connectTimeoutMs: CONNECT_TIMEOUT_MS, firstByteTimeoutMs: ANSWER_TIMEOUT_MS };
  return { method: "GET", url, env, signal, ...limits };
}

export function isSuccess({ statusCode }: IncomingMessage): boolean {
  return statusCode !== undefined && statusCode >= 200 && statusCode < 300;
}
