/** An allowed URL, or why it is not allowed. */
export type AllowedUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly reason: string };

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Checks a URL against the configured domains: `docs.rs` is exactly that host, `*.docs.rs` everything below it. Ports other than the
 * scheme's default must be listed, as in `docs.rs:8080`.
 */
export function allowedUrl(text: string, domains: readonly string[]): AllowedUrl {
  const url = URL.parse(text);
  if (url === null) return { ok: false, reason: "it is no URL" };
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined) return { ok: false, reason: "only http and https are fetched" };
  if (url.username !== "" || url.password !== "") return { ok: false, reason: "it has a login in it" };
  // A trailing dot names the same host.
  const host = url.hostname.replace(/\.$/, "");
  const place = url.port === "" ? host : `${host}:${url.port}`;
  if (domains.some((domain) => fits(place, domain.toLowerCase()))) return { ok: true, url };
  return { ok: false, reason: `${place} is not among the allowed domains (tools.web_fetch.allowed_domains)` };
}

function fits(place: string, domain: string): boolean {
  return domain.startsWith("*.") ? place.endsWith(domain.slice(1)) : place === domain;
}
