import type { Config } from "@codex/core";
import type { ExecThreads } from "@codex/exec";
import { SandboxModeSchema } from "@codex/protocol";
import { terminalText } from "@codex/terminal";
import { settingsFromWire } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { namedFolder } from "./named-folder.js";
import { openClient } from "./open-client.js";
import { RemoteExecThread } from "./remote-exec-thread.js";
import { inEngineTerms } from "./server-failure.js";

export interface OpenedRemoteThread extends ExecThreads, AsyncDisposable {
  /** The settings of its turns, as reported by the server. */
  readonly config: Config;
}

/** Starts a thread on the server named by `--remote`, or continues one. The server decides what the command line leaves open. */
export async function openRemoteThread(
  invocation: Invocation,
  io: Io,
  { config, threadId }: { readonly config: Config; readonly threadId?: string | undefined },
): Promise<OpenedRemoteThread> {
  const { client, url, isHere } = await openClient(invocation, io, config.codexHome);
  try {
    const warnings: string[] = [];
    using _warned = client.on("warning", ({ message }) => void warnings.push(message));
    using _configured = client.on("configWarning", ({ summary }) =>
      io.stderr.write(`warning: ${terminalText(summary)}\n`),
    );
    const lost = `the server at ${url} hung up`;
    const cwd = namedFolder(invocation, io, isHere);
    const named = { ...settingsOf(invocation), ...(cwd !== undefined && { cwd }) };
    const fresh = { ...(isHere && { cwd: io.cwd }), ...newThreadSettings(invocation) };
    const opening =
      threadId === undefined
        ? client.call("thread/start", { approvalPolicy: "never", ...fresh, ...named }, { signal: io.signal })
        : client.call("thread/resume", { ...named, threadId, excludeTurns: true }, { signal: io.signal });
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
