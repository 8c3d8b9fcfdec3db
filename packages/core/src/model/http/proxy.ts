import { versions } from "node:process";
import type { Environment } from "../../environment.js";
import { CodexError } from "../../error.js";
import { isDirect, noProxyList } from "./no-proxy.js";

/** The effective proxy variables, under the names that Node reads. */
export function proxyVariables(env: Environment): NodeJS.ProcessEnv {
  const variables: NodeJS.ProcessEnv = {};
  for (const protocol of ["http", "https"] as const) {
    const [, proxy] = proxyFor(protocol, env) ?? [];
    if (proxy !== undefined) variables[`${protocol}_proxy`] = withScheme(proxy);
  }
  const direct = noProxyList(env);
  if (direct !== undefined) variables["no_proxy"] = direct;
  return variables;
}

/**
 * Throws `config-invalid` if Node would ignore the proxy for `url` and connect directly: a proxy of an unknown kind, or any proxy
 * in an old Node.
 */
export function refuseUnknownProxy(url: URL, env: Environment, node = versions.node): void {
  const protocol = url.protocol === "https:" ? "https" : "http";
  const [name, proxy = ""] = proxyFor(protocol, env) ?? [];
  if (name === undefined || isDirect(url, noProxyList(env) ?? "")) return;
  const why =
    faultOf(proxy) ?? (knowsProxies(node) ? undefined : `Node.js ${node} knows none, only 22.21, 24.5 and newer do`);
  if (why === undefined) return;
  throw new CodexError(
    "config-invalid",
    `the proxy in ${name} cannot be used: ${why}. Change ${name}, or name ${url.hostname} in NO_PROXY to connect directly`,
  );
}

function faultOf(proxy: string): string | undefined {
  const parsed = URL.parse(withScheme(proxy));
  if (parsed !== null && (parsed.protocol === "http:" || parsed.protocol === "https:") && parsed.hostname !== "")
    return undefined;
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(proxy)?.[1];
  return scheme === undefined
    ? "it has to begin with http:// or https://"
    : `proxies of the kind ${scheme} are not supported, only http:// and https://`;
}

function knowsProxies(node: string): boolean {
  const [major = 0, minor = 0] = node.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

/** Accepts `proxy.corp:3128`, like most other programs. */
const withScheme = (proxy: string): string =>
  /^([^\s/?#@:]*(:[^\s/?#@]*)?@)?[\w.-]+:\d+\/?$/.test(proxy) ? `http://${proxy}` : proxy;

/** Differs from Node, which ignores ALL_PROXY; other programs use it if the protocol's variable is not set. */
function proxyFor(protocol: "http" | "https", env: Environment): readonly [name: string, value: string] | undefined {
  const names = [`${protocol}_proxy`, "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") return [name, value];
  }
  return undefined;
}
