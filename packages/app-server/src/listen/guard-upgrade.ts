import type { IncomingMessage } from "node:http";
import { type ClientProof, flawOf } from "./client-proof.js";
import { isLoopback, type ListenAddress } from "./listen-address.js";

/** Why a request is refused before it is served. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Refuses web pages: browsers send `Origin` for every page, and DNS rebinding shows in `Host`. If authentication is required, refuses
 * everyone without it.
 */
export async function guardUpgrade(
  { headers, socket }: IncomingMessage,
  { address, proof }: { readonly address: ListenAddress; readonly proof: ClientProof | undefined },
): Promise<Refusal | undefined> {
  if (headers.origin !== undefined) return { status: 403, message: "Requests from web pages are refused" };
  if (address.type === "tcp" && isLoopback(address.host) && !namesLoopback(headers.host, socket.localPort)) {
    return { status: 403, message: "The Host header does not name this server" };
  }
  const flaw = proof && (await flawOf(headers.authorization, proof));
  return flaw === undefined ? undefined : { status: 401, message: flaw };
}

function namesLoopback(host: string | undefined, port: number | undefined): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].some((name) => host?.toLowerCase() === `${name}:${port}`);
}
