import { randomUUID } from "node:crypto";
import { homedir } from "node:os";
import type { AppServerClient } from "@codex/client/app-server";
import { CodexError, errorMessage, findCodexHome } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { openClient } from "../remote/open-client.js";
import { remoteThreadId } from "../remote/remote-thread-id.js";
import { inEngineTerms } from "../remote/server-failure.js";

/** `codex queue --remote URL --thread THREAD --message TEXT`: queues a message on a server, which handles it after its current work. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [thread, message] = [invocation.option("thread"), invocation.option("message")];
  if (thread === undefined || message === undefined || message.trim() === "")
    return fail(io, "say which thread, and what to do: --thread THREAD --message TEXT", ExitCode.usage);
  // The queue is in the memory of the server that has the thread; no other process may write to the thread's file.
  if (!invocation.has("remote")) {
    const instead = "'codex exec resume SESSION PROMPT' continues a saved session at once";
    return fail(io, `say which server has the thread: --remote URL. Without one, ${instead}`, ExitCode.usage);
  }
  const { client, url } = await openClient(invocation, io, await findCodexHome(io.env, homedir));
  await using _hangsUp = client;
  try {
    const lost = `the server at ${url} hung up`;
    const threadId = await inEngineTerms(remoteThreadId(client, thread, io.signal), lost);
    const { queuedSubmission } = await inEngineTerms(add(client, threadId, message), lost);
    io.stdout.write(`Queued message ${queuedSubmission.id} for thread ${threadId}.\n`);
    if (invocation.has("resume")) await begin(client, threadId, io);
    return ExitCode.done;
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return fail(io, error.message, ExitCode.failed);
  }
}

function add(client: AppServerClient, threadId: string, text: string) {
  const clientUserMessageId = randomUUID();
  return client.call("thread/queue/add", { threadId, input: [{ type: "text", text }], clientUserMessageId });
}

/** The message is queued, so failing to start it is only a warning. */
async function begin(client: AppServerClient, threadId: string, io: Io): Promise<void> {
  try {
    const { thread } = await client.call("thread/resume", { threadId, excludeTurns: true });
    if (thread.status.type === "idle") await client.call("thread/queue/start", { threadId });
  } catch (error) {
    const reason = errorMessage(error);
    io.stderr.write(`warning: the thread does not start: ${terminalText(reason)}\n`);
  }
}

function fail(io: Io, message: string, code: number): number {
  io.stderr.write(`error: ${terminalText(message)}\n`);
  return code;
}
