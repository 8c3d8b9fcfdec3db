import { type Config, homeFolder } from "@codex/core";
import { type Loaded, remoteEngine } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { connectRemote } from "../remote/connect-remote.js";
import { namedFolder } from "../remote/named-folder.js";

export interface RemoteSurroundings {
  readonly io: Io;
  readonly onWarning: (message: string) => void;
}

/** Starts a chat on a server: keys, colours and history are from this machine, everything else from the server. */
export async function startRemote(
  invocation: Invocation,
  config: Config,
  { io, onWarning }: RemoteSurroundings,
): Promise<Loaded & AsyncDisposable> {
  const url = invocation.option("remote") ?? "";
  const token = { file: invocation.option("remote-token-file"), variable: invocation.option("remote-auth-token-env") };
  const { transport, isHere } = await connectRemote({ url, token, codexHome: config.codexHome }, io);
  const named = namedFolder(invocation, io, isHere);
  const engine = await remoteEngine({
    transport,
    version: io.version,
    cwd: named ?? (isHere ? config.cwd : undefined),
    model: invocation.option("model"),
    signal: io.signal,
    // Warnings that this machine's configuration has, too, have been shown.
    onWarning: (message) => config.warnings.includes(message) || onWarning(message),
    onLost: () =>
      onWarning(`the server at ${url} closed the connection; 'codex resume --remote ${url}' continues once it is back`),
  });
  return {
    // The server decides on trust and login.
    config: {
      ...config,
      ...(isHere && named !== undefined && { cwd: named }),
      trustLevel: "trusted",
      modelProvider: { ...config.modelProvider, requires_openai_auth: false },
    },
    engine,
    home: homeFolder(io.env),
    isRemote: true,
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}
