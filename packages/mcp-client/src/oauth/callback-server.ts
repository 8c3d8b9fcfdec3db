import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { McpClientError } from "../error.js";

export interface CallbackServer extends AsyncDisposable {
  /** Where the issuer sends the user back to. */
  readonly url: string;
  /** What it sends along; rejects with `login-failed` when the user or the issuer said no, and when the signal aborts. */
  readonly answer: Promise<{ readonly code: string; readonly iss: string | undefined }>;
}

export interface CallbackOptions {
  /** Default: any free one. */
  readonly callbackPort?: number | undefined;
  /** An address that leads here, for issuers that take only one that they know. Default: our own. */
  readonly callbackUrl?: string | undefined;
  /** What the answer must carry; answers without it count for nothing. */
  readonly state: string;
  readonly signal: AbortSignal;
}

/** Waits on this machine alone for the browser to come back from a login. */
export async function listenForCallback(options: CallbackOptions): Promise<CallbackServer> {
  const { callbackPort = 0, callbackUrl, state, signal } = options;
  const path = callbackUrl === undefined ? `/callback/${randomBytes(12).toString("base64url")}` : pathOf(callbackUrl);
  const { promise: answer, resolve, reject } = Promise.withResolvers<{ code: string; iss: string | undefined }>();
  // Whoever closes before anybody waits has seen the failure elsewhere.
  answer.catch(() => {});
  const server = createServer((request, response) => {
    const parameters = parametersOf(request, path);
    if (parameters === undefined || !same(parameters.get("state") ?? "", state))
      return finish(response, 404, "There is nothing here.");
    const [code, error] = [parameters.get("code"), parameters.get("error")];
    if (code === null) {
      finish(response, 400, "The login failed. You can close this page.");
      reject(new McpClientError("login-failed", `the login was refused: ${error ?? "no code came back"}`));
    } else {
      finish(response, 200, "You are logged in. You can close this page.");
      resolve({ code, iss: parameters.get("iss") ?? undefined });
    }
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

/** Of a request that a browser makes when it is sent here; others are not answered, whatever they carry. */
function parametersOf({ method, url, headers }: IncomingMessage, path: string): URLSearchParams | undefined {
  const parsed = URL.parse(url ?? "", "http://127.0.0.1");
  const isExpected =
    method === "GET" && headers.origin === undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "");
  return isExpected && parsed?.pathname === path ? parsed.searchParams : undefined;
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
