import type { ThreadResumeResponse, ThreadStartResponse } from "@codex/app-server-protocol/thread-start";
import type { AppServerClient } from "@codex/client/app-server";
import type { Config, TurnView } from "@codex/core";
import type { ExecThreads } from "@codex/exec";
import { SandboxModeSchema } from "@codex/protocol";
import { terminalText } from "@codex/terminal";
import { settingsFromWire, turnFromWire } from "@codex/tui";
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
    const { opened, running } = await inEngineTerms(opening, lost, io.signal);
    const { thread } = opened;
    const threadConfig = configOf(opened, config);
    const remote = new RemoteExecThread({
      client,
      id: thread.id,
      settings: { sandboxPolicy: threadConfig.sandboxPolicy },
      rolloutPath: thread.ephemeral ? undefined : (thread.path ?? url),
      running,
      warnings,
      lost: `${lost}; 'codex exec resume --remote ${url} ${thread.id}' continues it once the server is back`,
    });
    return { config: threadConfig, newThread: async () => remote, [Symbol.asyncDispose]: () => client.close() };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** What the server decided, in place of this machine's configuration. */
function configOf(opened: ThreadStartResponse, config: Config): Config {
  return {
    ...config,
    model: opened.model,
    // The reasoning support of the server's model is unknown here.
    modelFamily: { ...config.modelFamily, supportsReasoningSummaries: false },
    modelProviderId: opened.modelProvider,
    cwd: opened.cwd,
    approvalPolicy: "never",
    sandboxPolicy: settingsFromWire(opened).sandboxPolicy,
  };
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
    case "new": {
      const params = { ...(isHere && { cwd: io.cwd }), ...fresh, ...named };
      return { opened: await client.call("thread/start", params, { signal }) };
    }
    case "resume": {
      const threadId = await remoteThreadId(client, task.thread, signal);
      const params = { ...named, threadId, excludeTurns: true, initialTurnsPage: LATEST_TURN };
      const opened = await client.call("thread/resume", params, { signal });
      return { opened, running: runningTurn(opened) };
    }
    case "fork": {
      const threadId = await remoteThreadId(client, task.thread, signal);
      const params = { ...fresh, ...named, threadId, excludeTurns: true };
      return { opened: await client.call("thread/fork", params, { signal }) };
    }
    default:
      return task satisfies never;
  }
}

const LATEST_TURN = { itemsView: "full", limit: 1, sortDirection: "desc" } as const;

/** The turn that the prompt will join. */
function runningTurn({ initialTurnsPage: page }: ThreadResumeResponse): TurnView | undefined {
  const [latest] = page?.data.map(turnFromWire) ?? [];
  return latest?.status === "running" ? latest : undefined;
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
