import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Environment } from "../../environment.js";
import { CodexError } from "../../error.js";
import { connectionFailure, isCertificateProblem } from "./connection-failure.js";
import { agentFor, trustSystemStore } from "./http-agent.js";
import { refuseUnknownProxy } from "./proxy.js";
import { whenConnected } from "./when-connected.js";

export interface HttpRequestOptions {
  readonly method: string;
  readonly url: URL;
  readonly headers?: OutgoingHttpHeaders;
  /** JSON, unless the headers set another `content-type`. */
  readonly body?: string | Uint8Array;
  readonly env: Environment;
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  /** Whether it may be sent again if the server closed the connection and may have received it. Default: true. */
  readonly isRepeatable?: boolean | undefined;
  readonly signal: AbortSignal;
}

/**
 * Sends a request and resolves once the answer's headers arrive; the caller must read or destroy the body. Throws
 * `connection-failed` without an answer, and `interrupted` if the signal fired.
 */
export async function httpRequest(options: HttpRequestOptions): Promise<IncomingMessage> {
  const { url, method } = options;
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new CodexError("config-invalid", `a server's address must begin with http:// or https://: ${url.href}`);
  }
  refuseUnknownProxy(url, options.env);
  const { protocol } = url;
  const send = async () => {
    const agent = await agentFor(protocol, options.env);
    // A bundle that loads built-in modules on demand has only `default`.
    const { default: http } = await (protocol === "https:" ? import("node:https") : import("node:http"));
    return settle(http.request(url, { method, agent, headers: headersOf(options) }), options);
  };
  // Every round uses up or closes an idle connection.
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const isNewlyTrusted = isCertificateProblem(error.reason) && trustSystemStore(options.env);
      const isStale = error.wasIdle && options.isRepeatable !== false;
      if (!isNewlyTrusted && !isStale) throw await connectionFailure(error.reason, options);
    }
  }
}

class NoAnswer extends Error {
  readonly reason: Error;
  /** The server closed an idle connection at the moment we reused it. */
  readonly wasIdle: boolean;

  constructor(reason: Error, { wasIdle }: { readonly wasIdle: boolean }) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.wasIdle = wasIdle;
  }
}

function headersOf({ headers, body }: HttpRequestOptions): OutgoingHttpHeaders {
  if (body === undefined) return { ...headers };
  return { "content-type": "application/json", ...headers, "content-length": Buffer.byteLength(body) };
}

function settle(request: ClientRequest, options: HttpRequestOptions): Promise<IncomingMessage> {
  const { url, signal, connectTimeoutMs, firstByteTimeoutMs } = options;
  const givenUp = Promise.withResolvers<never>();
  const giveUp = (error: CodexError) => {
    // While a proxy tunnel is still being set up, destroying the request has no effect and emits nothing.
    givenUp.reject(error);
    request.destroy(error);
  };
  const interrupt = () => giveUp(new CodexError("interrupted", "interrupted"));
  let timer = setTimeout(() => giveUp(timedOut("connecting took", connectTimeoutMs, url)), connectTimeoutMs);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", (cause) => {
      if (cause instanceof CodexError) reject(cause);
      else reject(new NoAnswer(cause, { wasIdle: request.reusedSocket && isReset(cause) }));
    });
  });
  request.once("socket", (socket) =>
    whenConnected(socket, () => {
      clearTimeout(timer);
      const late = () => giveUp(timedOut("no answer began within", firstByteTimeoutMs, url));
      timer = setTimeout(late, firstByteTimeoutMs);
    }),
  );
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  else request.end(options.body);
  return Promise.race([answered, givenUp.promise]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
  });
}

function isReset(error: Error): boolean {
  return "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
}

function timedOut(what: string, limitMs: number, url: URL): CodexError {
  return new CodexError("connection-failed", `error sending request to ${url.host}: ${what} ${limitMs / 1000} s`);
}
