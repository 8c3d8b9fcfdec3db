import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { McpClientError } from "../error.js";
import { excerpt } from "../read-messages.js";

export interface CallbackServer extends AsyncDisposable {
  /** The address to which the issuer redirects the browser. */
  readonly url: string;
  /** The parameters of the redirect; rejects with `login-failed` when the user or the issuer refused, and when the signal aborts. */
  readonly answer: Promise<{ readonly code: string; readonly iss: string | undefined }>;
  /** Accepts the address that a browser on another machine was redirected to. Returns whether it belongs to this login. */
  accept(address: string): boolean;
}

export interface CallbackOptions {
  /** Default: any free port. */
  readonly callbackPort?: number | undefined;
  /** A registered address that leads here, for issuers that accept no other. Default: our own. */
  readonly callbackUrl?: string | undefined;
  /** The `state` that the redirect must carry; others are ignored. */
  readonly state: string;
  readonly signal: AbortSignal;
}

/** Waits for the redirect after a login. Reachable from this machine only. */
export async function listenForCallback(options: CallbackOptions): Promise<CallbackServer> {
  const { callbackPort = 0, callbackUrl, state, signal } = options;
  const path = callbackUrl === undefined ? `/callback/${randomBytes(12).toString("base64url")}` : pathOf(callbackUrl);
  const { promise: answer, resolve, reject } = Promise.withResolvers<{ code: string; iss: string | undefined }>();
  // If it is closed before anybody waits, the failure was reported elsewhere.
  answer.catch(() => {});
  const accept = (parameters: URLSearchParams | undefined): "code" | "refusal" | undefined => {
    if (parameters === undefined || !same(parameters.get("state") ?? "", state)) return undefined;
    const code = parameters.get("code");
    if (code === null) reject(new McpClientError("login-failed", `the login was refused: ${refusalIn(parameters)}`));
    else resolve({ code, iss: parameters.get("iss") ?? undefined });
    return code === null ? "refusal" : "code";
  };
  const server = createServer((request, response) => {
    const accepted = accept(parametersOf(request, path));
    if (accepted === undefined) finish(response, 404, "There is nothing here.");
    else if (accepted === "code") finish(response, 200, "You are logged in. You can close this page.");
    else finish(response, 400, "The login failed. You can close this page.");
  });
  server.listen({ port: callbackPort, host: "127.0.0.1", signal });
  await once(server, "listening", { signal });
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new McpClientError("login-failed", "no port could be opened");
  return {
    url: callbackUrl ?? `http://127.0.0.1:${address.port}${path}`,
    answer,
    accept: (address) => accept(URL.parse(address.trim())?.searchParams) !== undefined,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", onAbort);
      server.closeAllConnections();
      server.close();
    },
  };
}

function pathOf(callbackUrl: string): string {
  const url = URL.parse(callbackUrl);
  if (url === null) throw new McpClientError("invalid-server", "`callback_url` must be a URL");
  return url.pathname;
}

/** The parameters of a redirected browser's request; other requests are not answered, whatever they carry. */
function parametersOf({ method, url, headers }: IncomingMessage, path: string): URLSearchParams | undefined {
  const parsed = URL.parse(url ?? "", "http://127.0.0.1");
  const isExpected =
    method === "GET" && headers.origin === undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "");
  return isExpected && parsed?.pathname === path ? parsed.searchParams : undefined;
}

/** In the issuer's words. */
function refusalIn(parameters: URLSearchParams): string {
  const said = [parameters.get("error"), parameters.get("error_description")].filter(Boolean).join(": ");
  return said === "" ? "no code came back" : excerpt(said);
}

function same(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function finish(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(text);
}
