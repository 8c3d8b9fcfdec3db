import type { FetchLike } from "@modelcontextprotocol/client";
import { limitBody } from "../limit-body.js";
import { repairIssuerAnswer } from "./repair-issuer-answer.js";

/** What servers and issuers say about a login is short. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 5;

/**
 * Sends the requests of a login to the addresses that an MCP server names. It decides where our codes and tokens go and what this machine
 * is asked, so an https server cannot name addresses without TLS, and one elsewhere none on this machine or its link. Differs from
 * codex-rs, which sends requests wherever the server says.
 */
export function issuerFetch(serverUrl: string, fetch: FetchLike = globalThis.fetch): FetchLike {
  return async (target, init) => {
    let url = new URL(target);
    for (let redirects = 0; ; redirects++) {
      checkNamed(url, serverUrl);
      const response = await fetch(url, { ...init, redirect: "manual" });
      const next = response.headers.get("location");
      if (next === null || response.status < 300 || response.status > 399)
        return repairIssuerAnswer(limitBody(response, MAX_BODY_BYTES));
      await response.body?.cancel();
      const isRead = (init?.method ?? "GET") === "GET";
      // What is posted is for the named address only.
      if (!isRead || redirects === MAX_REDIRECTS) throw new Error(`${url.origin} redirects a request of the login`);
      url = new URL(next, url);
    }
  };
}

/** @throws Error when the server may not name the address. */
export function checkNamed(url: URL, serverUrl: string): void {
  const server = new URL(serverUrl);
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && server.protocol === "http:");
  if (!isSecure) throw new Error(`the server names an address for the login that is not https: ${url.origin}`);
  if (isNearby(url.hostname) && !isNearby(server.hostname))
    throw new Error(`the server names an address on this machine for the login: ${url.origin}`);
}

/** Whether a host is this machine, or one on its link such as a cloud's metadata service. Names are not resolved. */
function isNearby(hostname: string): boolean {
  const host = hostname.replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  if (/^(127|0|169\.254)\./.test(host)) return true;
  return /^\[(::1?|fe[89ab][0-9a-f]:.*|::ffff:(7f|a9fe:|0:).*)\]$/.test(host);
}
