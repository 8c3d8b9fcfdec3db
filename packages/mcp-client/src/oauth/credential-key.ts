import { createHash } from "node:crypto";

/** The name under which a login is kept: another URL under the same name is another server. */
export function credentialKey(server: { readonly name: string; readonly url: string }): string {
  const identity = JSON.stringify({ type: "http", url: server.url, headers: {} });
  return `${server.name}|${createHash("sha256").update(identity).digest("hex").slice(0, 16)}`;
}
