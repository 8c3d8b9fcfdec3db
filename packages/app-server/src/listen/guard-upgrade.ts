import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isLoopback, type ListenAddress } from "./listen-address.js";

/** Why a request is turned away before it is served. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Keeps web pages out, whatever they can reach: a browser says `Origin` of every page, and a name that someone points to this
 * machine shows in `Host`. With a token, only those who know it are let in.
 */
export function guardUpgrade(
  { headers, socket }: IncomingMessage,
  { address, token }: { readonly address: ListenAddress; readonly token: string | undefined },
): Refusal | undefined {
  if (headers.origin !== undefined) return { status: 403, message: "Requests from web pages are refused" };
  if (address.type === "tcp" && isLoopback(address.host) && !namesLoopback(headers.host, socket.localPort)) {
    return { status: 403, message: "The Host header does not name this server" };
  }
  if (token !== undefined && !isSame(headers.authorization ?? "", `Bearer ${token}`)) {
    return { status: 401, message: "The Authorization header must be: Bearer, and the server's token" };
  }
  return undefined;
}

function namesLoopback(host: string | undefined, port: number | undefined): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].some((name) => host?.toLowerCase() === `${name}:${port}`);
}

/** Takes the same time wherever the texts differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
