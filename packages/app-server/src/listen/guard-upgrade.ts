import type { IncomingMessage } from "node:http";
import { type ClientProof, flawOf } from "./client-proof.js";
import { isLoopback, type ListenAddress } from "./listen-address.js";

/** Why a request is turned away before it is served. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly message: string;
}

/**
 * Keeps web pages out, whatever they can reach: a browser says `Origin` of every page, and a name that someone points to this
 * machine shows in `Host`. Where a proof is asked for, only those who have it are let in.
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
