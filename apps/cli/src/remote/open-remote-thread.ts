import type { AppServerClient } from "@codex/client/app-server";
import type { Config } from "@codex/core";
import type { ExecThreads } from "@codex/exec";
import { SandboxModeSchema } from "@codex/protocol";
import { terminalText } from "@codex/terminal";
import { settingsFromWire } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import type { RemoteTask } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";
import { namedFolder } from "./named-folder.js";
import { openClient } from "./open-client.js";
import { RemoteExecThread } from "./remote-exec-thread.js";
import { remoteThreadId } from "./remote-thread-id.js";
import { inEngineTerms } from "./server-failure.js";

export interface OpenedRemoteThread extends ExecThreads, AsyncDisposable {
  /** The settings of its turns, as reported by the server. */
  readonly config: Config;
}

/** Starts a thread on the server named by `--remote`, or continues or copies one. The server decides what the command line leaves open. */
export async function openRemoteThread(
  invocation: Invocation,
  io: Io,
  { config, task }: { readonly config: Config; readonly task: RemoteTask },
): Promise<OpenedRemoteThread> {
  const { client, url, isHere } = await openClient(invocation, io, config.codexHome);
  try {
    const warnings: string[] = [];
    using _warned = client.on("warning", ({ message }) => void warnings.push(message));
    using _configured = client.on("configWarning", ({ summary }) =>
      io.stderr.write(`warning: ${terminalText(summary)}\n`),
    );
    const lost = `the server at ${url} hung up`;
    const opening = openThread(client, invocation, io, { task, isHere });
    const opened = await inEngineTerms(opening, lost, io.signal);
    const { sandboxPolicy } = settingsFromWire(opened);
    const { model, modelProvider: modelProviderId, thread } = opened;
    const remote = new RemoteExecThread({
      client,
      id: thread.id,
      settings: { sandboxPolicy },
      rolloutPath: thread.ephemeral ? undefined : (thread.path ?? url),
      warnings,
      lost: `${lost}; 'codex exec resume --remote ${url} ${thread.id}' goes on once it is back`,
    });
    // The reasoning support of the server's model is unknown here.
    const modelFamily = { ...config.modelFamily, supportsReasoningSummaries: false };
    return {
      config: {
        ...config,
        model,
        modelFamily,
        modelProviderId,
        cwd: opened.cwd,
        approvalPolicy: "never",
        sandboxPolicy,
      },
      newThread: async () => remote,
      [Symbol.asyncDispose]: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Requests the thread. The server looks up names. */
async function openThread(
  client: AppServerClient,
  invocation: Invocation,
  io: Io,
  { task, isHere }: { readonly task: RemoteTask; readonly isHere: boolean },
) {
  const { signal } = io;
  const cwd = namedFolder(invocation, io, isHere);
  const named = { ...settingsOf(invocation), ...(cwd !== undefined && { cwd }) };
  const fresh = { approvalPolicy: "never" as const, ...newThreadSettings(invocation) };
  switch (task.type) {
    case "new":
      return client.call("thread/start", { ...(isHere && { cwd: io.cwd }), ...fresh, ...named }, { signal });
    case "resume": {
      const threadId = await remoteThreadId(client, task.thread, signal);
      return client.call("thread/resume", { ...named, threadId, excludeTurns: true }, { signal });
    }
    case "fork": {
      const threadId = await remoteThreadId(client, task.thread, signal);
      return client.call("thread/fork", { ...fresh, ...named, threadId, excludeTurns: true }, { signal });
    }
    default:
      return task satisfies never;
  }
}

function settingsOf(invocation: Invocation) {
  const [model, sandbox] = [invocation.option("model"), invocation.option("sandbox")];
  return {
    ...(model !== undefined && { model }),
    ...(sandbox !== undefined && { sandbox: SandboxModeSchema.parse(sandbox) }),
  };
}

function newThreadSettings(invocation: Invocation) {
  const threadSource = invocation.option("thread-source");
  return {
    ...(invocation.has("ephemeral") && { ephemeral: true }),
    ...(threadSource !== undefined && { threadSource }),
  };
}
