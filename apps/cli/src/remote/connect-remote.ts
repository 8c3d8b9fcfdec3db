import { parseListenAddress } from "@codex/app-server";
import { openedSocket, webSocketTransport } from "@codex/client/app-server";
import { CodexError } from "@codex/core";
import type { Transport } from "@codex/jsonrpc";
import { WebSocket } from "ws";
import { readServerToken, type TokenPlace } from "../commands/server-token.js";
import type { Io } from "../io.js";
import { watchConnection } from "./watch-connection.js";

export interface RemoteServer {
  readonly transport: Transport;
  /** Whether the server is on this machine, so that it has our folder, too. */
  readonly isHere: boolean;
}

export interface RemoteOptions {
  /** `ws://HOST:PORT`, `wss://…`, `unix://PATH`. */
  readonly url: string;
  readonly token: TokenPlace;
  readonly codexHome: string;
}

/** How long the server may take to accept us, in milliseconds. */
const OPENING_LIMIT_MS = 10_000;

/** Connects to a listening app-server. */
export async function connectRemote({ url, token: place, codexHome }: RemoteOptions, io: Io): Promise<RemoteServer> {
  const { address, isHere } = placeOf(url, codexHome, io);
  const token = await readServerToken(place, io);
  if (token !== undefined && !isHere && !address.startsWith("wss:")) {
    throw new Error(`--remote: the token would be sent unencrypted; use wss:// or a tunnel to this machine`);
  }
  const socket = new WebSocket(address, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  let reason: string | undefined;
  socket.on("error", ({ message }) => {
    reason ??= message;
  });
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(OPENING_LIMIT_MS)]);
  try {
    const opened = await openedSocket(socket, { signal });
    watchConnection(opened);
    return { transport: webSocketTransport(opened), isHere };
  } catch (cause) {
    throw refusal(url, signal.aborted ? undefined : reason, cause);
  }
}

/** Why the connection failed, with advice. */
function refusal(url: string, reason: string | undefined, cause: unknown): Error {
  const status = /^Unexpected server response: (\d+)$/.exec(reason ?? "")?.[1];
  if (status === "401" || status === "403") {
    const places = "--remote-token-file, --remote-auth-token-env or CODEX_APP_SERVER_TOKEN";
    const message = `the app-server at ${url} does not take our token (${status}), which comes from ${places}`;
    return new CodexError("auth-required", message, { cause });
  }
  if (status !== undefined)
    return new Error(`what answers at ${url} is not an app-server: status ${status}`, { cause });
  const why = reason === undefined ? "" : ` (${reason})`;
  return new Error(`no app-server answers at ${url}${why}; start one with 'codex app-server --listen ${url}'`, {
    cause,
  });
}

function placeOf(url: string, codexHome: string, { cwd }: Io): { readonly address: string; readonly isHere: boolean } {
  const local = parseListenAddress(url, { cwd, codexHome });
  if (local?.type === "unix") return { address: `ws+unix:${local.path}:/`, isHere: true };
  if (!/^wss?:/.test(url) || !URL.canParse(url)) {
    throw new Error(`--remote: expected ws://HOST:PORT, wss://HOST or unix://PATH, got '${url}'`);
  }
  return { address: url, isHere: /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname) };
}
