import { BlockList, isIP, isIPv4 } from "node:net";
import type { Environment } from "../../environment.js";

/**
 * `NO_PROXY` as Node reads it. Node knows exact hosts, `.domain`, `*.domain`, `*` and ranges of addresses; most other programs let a domain
 * stand for its subdomains too, and know networks such as `10.0.0.0/8`.
 */
export function noProxyList(env: Environment): string | undefined {
  const list = env["no_proxy"] || env["NO_PROXY"];
  return list === undefined || list === ""
    ? undefined
    : list
        .split(/[\s,]+/)
        .flatMap(entriesOf)
        .join(",");
}

function entriesOf(entry: string): string[] {
  const [address = "", bits] = entry.split("/");
  if (bits !== undefined && /^\d{1,2}$/.test(bits) && isIPv4(address)) return [rangeOf(address, Number(bits))];
  return /^[a-z\d_-]+(\.[a-z\d_-]+)*$/i.test(entry) && isIP(entry) === 0 ? [entry, `.${entry}`] : [entry];
}

function rangeOf(address: string, bits: number): string {
  const size = 2 ** (32 - Math.min(bits, 32));
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(number / size) * size;
  return `${addressOf(first)}-${addressOf(first + size - 1)}`;
}

const addressOf = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

/** Whether the list, as from `noProxyList`, names the URL's host. */
export function isDirect(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list.split(",").some((entry) => {
    const [from = "", to] = entry.split("-");
    if (to !== undefined && isIPv4(from) && isIPv4(to)) return isInRange(url.hostname, from, to);
    const [, host = "", entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (host === "" || (entryPort !== undefined && entryPort !== port)) return false;
    const domain = host.replace(/^\*?\./, "");
    return host === "*" || url.hostname === host || (host !== domain && url.hostname.endsWith(`.${domain}`));
  });
}

function isInRange(host: string, from: string, to: string): boolean {
  if (!isIPv4(host)) return false;
  const range = new BlockList();
  range.addRange(from, to);
  return range.check(host);
}
