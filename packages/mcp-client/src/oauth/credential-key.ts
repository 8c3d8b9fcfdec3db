import { createHash } from "node:crypto";

/** The key of a stored login: another URL with the same name is another server. */
export function credentialKey(server: { readonly name: string; readonly url: string }): string {
  const identity = JSON.stringify({ type: "http", url: server.url, headers: {} });
  return `${server.name}|${createHash("sha256").update(identity).digest("hex").slice(0, 16)}`;
}
