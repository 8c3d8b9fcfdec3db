import path from "node:path";

/** Where a server listens. */
export type ListenAddress =
  | { readonly type: "tcp"; readonly host: string; readonly port: number }
  /** Absolute. */
  | { readonly type: "unix"; readonly path: string };

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

/** Whether only programs on this machine can connect. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host);

/**
 * Reads `ws://HOST:PORT`, `unix://PATH`, or `unix://` for the socket in `codexHome`; a relative path starts at `cwd`. Undefined for
 * anything else.
 */
export function parseListenAddress(
  url: string,
  { cwd, codexHome }: { readonly cwd: string; readonly codexHome: string },
): ListenAddress | undefined {
  if (url.startsWith("unix://")) {
    const file = url.slice("unix://".length);
    return { type: "unix", path: file === "" ? path.join(codexHome, "app-server.sock") : path.resolve(cwd, file) };
  }
  const match = /^ws:\/\/(\[[0-9a-fA-F:]+\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(url);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port > 65_535) return undefined;
  return { type: "tcp", host: match[1].replaceAll(/[[\]]/g, ""), port };
}
