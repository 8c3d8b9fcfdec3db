import type { IncomingMessage } from "node:http";
import { CodexError, type CodexErrorOptions } from "../../error.js";
import { isJsonObject, type JsonObject, tryParseJson } from "../../json.js";
import { type ApiError, finalError, isOverloaded, parseApiError, serverCode } from "../api-error.js";
import { decodedBody } from "./decoded-body.js";
import { retryAfterHeaderMs, retryAfterTextMs } from "./retry-delay.js";
import { codeOfStatus, isTemporary } from "./status-meaning.js";

/** The most that is read of an error's body. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_BODY_WAIT_MS = 5000;
const MAX_SHOWN_CHARACTERS = 2000;
/** A wait that the user should know about once the retries are used up. */
const LONG_WAIT_MS = 30_000;

/** The meaning of an unsuccessful answer. */
export interface HttpFailure {
  readonly error: CodexError;
  /** A retry of the same request may succeed. */
  readonly retry: boolean;
}

interface Asked {
  readonly url: URL;
  /** Removed from the answer's text. */
  readonly secrets: readonly string[];
}

/** Reads an unsuccessful answer, up to a limit. */
export async function readHttpFailure(reply: IncomingMessage, { url, secrets }: Asked): Promise<HttpFailure> {
  const text = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), await readBody(reply));
  const status = reply.statusCode ?? 0;
  const apiError = parseErrorBody(text);
  const retryAfterMs = retryAfterHeaderMs(reply.headers, Date.now()) ?? retryAfterTextMs(apiError.message ?? "");
  const options: CodexErrorOptions = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const final = finalError(apiError, options);
  if (final !== undefined) return { error: final, retry: false };

  const line = `${status} ${reply.statusMessage ?? ""}`.trim();
  const details = [shown(apiError.message ?? pageTitle(text) ?? text), misplaced(reply, url), requestId(reply)]
    .filter((part) => part !== "")
    .join(" ");
  if (isTemporary(status)) {
    const asked =
      retryAfterMs !== undefined && retryAfterMs > LONG_WAIT_MS ? `; it asks to wait ${waitText(retryAfterMs)}` : "";
    const message = `exceeded retry limit, last status: ${line}${details === "" ? "" : `: ${details}`}${asked}`;
    const code = isOverloaded(apiError) ? "server-overloaded" : "retry-limit-reached";
    return { error: new CodexError(code, message, { ...options, ...serverCode(apiError) }), retry: true };
  }
  const about = status === 400 && text.trim() !== "" ? { ...options, responseBody: shown(text) } : options;
  return { error: new CodexError(codeOfStatus(status), `unexpected status ${line}: ${details}`, about), retry: false };
}

function waitText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 2) return `${Math.ceil(ms / 1000)} seconds`;
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

function parseErrorBody(text: string): ApiError {
  const parsed = tryParseJson(text);
  const value: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  return isJsonObject(value) ? parseApiError(errorIn(value), Date.now()) : {};
}

/** vLLM and others send the error's fields themselves; frameworks only repeat the status as `error` and explain it in `message`. */
function errorIn(body: JsonObject): unknown {
  const { error, detail, message } = body;
  if (typeof error !== "string" || typeof message !== "string") return error ?? detail ?? body;
  if (error === "") return body;
  return { ...body, error: undefined, message: `${error}: ${message}` };
}

/** The title of a proxy's or gateway's error page. */
function pageTitle(text: string): string | undefined {
  if (!/^\s*<(?:!doctype html|html)\b/i.test(text)) return undefined;
  const title = /<title[^<>]*>([^<]{1,200})/i.exec(text)?.[1]?.trim();
  return title ? `a web page, "${title}"` : "a web page";
}

function shown(text: string): string {
  const line = text.trim();
  return line.length <= MAX_SHOWN_CHARACTERS ? line : `${line.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}

/** Explains a redirect. Requests with a login only go to the configured address. */
function misplaced({ statusCode = 0, headers: { location } }: IncomingMessage, { origin, pathname }: URL): string {
  if (statusCode === 404 || statusCode === 405) return `(asked: ${origin}${pathname}; is \`base_url\` right?)`;
  if (statusCode < 300 || statusCode >= 400 || location === undefined) return "";
  return `it leads to ${shown(location.split("?", 1)[0] ?? "")}; is \`base_url\` right?`;
}

/** The server's id for the request, in brackets, for its support staff. */
export function requestId(reply: IncomingMessage): string {
  const id = reply.headers["x-request-id"] ?? reply.headers["cf-ray"];
  return typeof id === "string" ? `(request id ${id})` : "";
}

async function readBody(reply: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const timer = setTimeout(() => reply.destroy(), MAX_BODY_WAIT_MS);
  try {
    const body = await decodedBody(reply);
    for await (const chunk of body.iterator({ destroyOnReturn: true })) {
      if (!(chunk instanceof Uint8Array)) continue;
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BODY_BYTES) break;
    }
  } catch {
    // Use what has arrived so far.
  } finally {
    reply.destroy();
    clearTimeout(timer);
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES));
}
