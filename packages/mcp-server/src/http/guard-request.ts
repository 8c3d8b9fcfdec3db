import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request is refused before it is read. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Admits only programs on this machine that know the token. Refuses web pages: DNS rebinding shows in `Host`, a page of another site in
 * `Origin`.
 */
export function guardRequest(request: IncomingMessage, token: string): Refusal | undefined {
  const names = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${request.socket.localPort}`);
  const { host, origin, authorization = "" } = request.headers;
  if (host === undefined || !names.includes(host.toLowerCase())) {
    return { status: 403, message: "The Host header does not name this server" };
  }
  if (origin !== undefined && !names.some((name) => origin.toLowerCase() === `http://${name}`)) {
    return { status: 403, message: "Requests from web pages are refused" };
  }
  if (!isSame(authorization, `Bearer ${token}`)) {
    return { status: 401, message: "The Authorization header must be: Bearer, and the token that the server printed" };
  }
  return undefined;
}

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
