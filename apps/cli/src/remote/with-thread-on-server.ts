import { homedir } from "node:os";
import type { AppServerClient } from "@codex/client/app-server";
import { CodexError, findCodexHome } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { openClient } from "./open-client.js";
import { remoteThreadId } from "./remote-thread-id.js";
import { inEngineTerms } from "./server-failure.js";

/** Does something with the thread that the command line names, on the server of `--remote`; reports failures. */
export async function withThreadOnServer(
  { invocation, io, archived }: { readonly invocation: Invocation; readonly io: Io; readonly archived: boolean },
  work: (client: AppServerClient, threadId: string) => Promise<number>,
): Promise<number> {
  const [idOrName = ""] = invocation.positionals;
  const { client, url } = await openClient(invocation, io, await findCodexHome(io.env, homedir));
  await using _hangsUp = client;
  try {
    const lost = `the server at ${url} hung up`;
    const threadId = await inEngineTerms(remoteThreadId(client, idOrName, io.signal, { archived }), lost);
    return await inEngineTerms(work(client, threadId), lost, io.signal);
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    io.stderr.write(`error: ${terminalText(error.message)}\n`);
    return ExitCode.failed;
  }
}
