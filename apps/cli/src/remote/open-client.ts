import { AppServerClient } from "@codex/client/app-server";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { connectRemote } from "./connect-remote.js";
import { inEngineTerms } from "./server-failure.js";

/** How long a server may take for the handshake, in milliseconds. */
const HANDSHAKE_LIMIT_MS = 10_000;

export interface OpenedClient {
  readonly client: AppServerClient;
  /** The URL on the command line. */
  readonly url: string;
  /** Whether the server is on this machine. */
  readonly isHere: boolean;
}

/** Connects a command to the server named by `--remote`. The caller must close the connection. */
export async function openClient(invocation: Invocation, io: Io, codexHome: string): Promise<OpenedClient> {
  const url = invocation.option("remote") ?? "";
  const token = { file: invocation.option("remote-token-file"), variable: invocation.option("remote-auth-token-env") };
  const { transport, isHere } = await connectRemote({ url, token, codexHome }, io);
  const options = {
    clientInfo: { name: "codex_exec", title: "Codex", version: io.version },
    experimentalApi: true,
    signal: AbortSignal.any([io.signal, AbortSignal.timeout(HANDSHAKE_LIMIT_MS)]),
  };
  const connecting = AppServerClient.connect(transport, options);
  const client = await inEngineTerms(connecting, `what answers at ${url} is not an app-server`, io.signal);
  return { client, url, isHere };
}
