import type { ThreadSourceKind } from "@codex/app-server-protocol/thread-list";
import { AppServerClient } from "@codex/client/app-server";
import type { Transport } from "@codex/jsonrpc";
import type { ChatEngine } from "../chat-engine.js";
import { waitingServers } from "../waiting-servers.js";
import { openRemoteThread } from "./open-remote-thread.js";
import { OpenThreads } from "./open-threads.js";
import { answersOf } from "./questions.js";
import { remoteAccount } from "./remote-account.js";
import type { RemoteThread } from "./remote-thread.js";
import { turnFromWire } from "./turns.js";

/** By default, lists leave out the threads of `codex exec`. */
const STARTED_BY_PEOPLE: ThreadSourceKind[] = ["cli", "vscode", "exec", "appServer", "unknown"];

export interface RemoteEngineOptions {
  readonly transport: Transport;
  readonly version: string;
  /** The working folder on the server's machine. Default: the server's own. */
  readonly cwd: string | undefined;
  /** The model and other settings that the user asked for, over the server's configuration. */
  readonly model: string | undefined;
  /** Called with the server's warnings about its configuration or a thread. */
  readonly onWarning: (message: string) => void;
  /** Called when the server disconnects. */
  readonly onLost: () => void;
  readonly signal: AbortSignal;
}

/** The engine of an app-server. @throws ClientError if there is no server. */
export async function remoteEngine(options: RemoteEngineOptions): Promise<ChatEngine & AsyncDisposable> {
  const { cwd, model: startModel = null } = options;
  const threads = new OpenThreads<RemoteThread>();
  const client = await connect(options, threads);
  const folder = cwd === undefined ? {} : { cwd };
  return {
    async openThread(listeners) {
      const reportStartup = waitingServers(listeners.onWaiting);
      using _ = client.on("mcpServer/startupStatus/updated", ({ name, status }) =>
        reportStartup({ server: name, status }),
      );
      const thread = await threads.add(openRemoteThread(client, { ...folder, model: startModel }, listeners));
      // It is answered once the thread's MCP servers have started; until then the user sees which ones the first turn would wait for.
      await client
        .call("mcpServerStatus/list", { threadId: thread.id, detail: "toolsAndAuthOnly" })
        .catch(() => undefined);
      return thread;
    },
    async savedThreads(_config, { limit, all = false }) {
      const { data } = await client.call("thread/list", {
        ...(!all && folder),
        limit,
        sortKey: "updated_at",
        modelProviders: [],
        sourceKinds: STARTED_BY_PEOPLE,
      });
      return data.map(({ id, name, preview, updatedAt, cwd: began }) => ({
        id,
        cwd: began,
        name: name ?? undefined,
        preview,
        updatedAt: updatedAt * 1_000,
      }));
    },
    async turnsOf(threadId) {
      const { thread } = await client.call("thread/read", { threadId, includeTurns: true });
      return thread.turns.map(turnFromWire);
    },
    async renameThread(threadId, name) {
      await client.call("thread/name/set", { threadId, name });
    },
    async archiveThread(threadId) {
      await client.call("thread/archive", { threadId });
    },
    async deleteThread(threadId) {
      await client.call("thread/delete", { threadId });
    },
    async forkThread(threadId) {
      return (await client.call("thread/fork", { threadId })).thread.id;
    },
    configIn: () => Promise.reject(new Error("the folder belongs to the server; use: codex --remote URL --cd FOLDER")),
    async models() {
      const { data } = await client.call("model/list", {});
      return data.map(({ model, description, supportedReasoningEfforts: efforts }) => ({
        name: model,
        about: description,
        efforts: efforts.map(({ reasoningEffort }) => reasoningEffort),
      }));
    },
    account: remoteAccount(client),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function connect(
  { transport, version, signal, onLost, onWarning }: RemoteEngineOptions,
  threads: OpenThreads<RemoteThread>,
): Promise<AppServerClient> {
  const client = await AppServerClient.connect(transport, {
    clientInfo: { name: "codex-tui", title: "Codex", version },
    experimentalApi: true,
    answers: answersOf(async (threadId, question, asked) => (await threads.find(threadId))?.ask(question, asked)),
    signal,
  });
  client.on("configWarning", ({ summary, details }) => onWarning(details == null ? summary : `${summary}: ${details}`));
  client.on("warning", ({ message }) => onWarning(message));
  client.on("guardianWarning", ({ message }) => onWarning(message));
  client.signal.addEventListener("abort", onLost, { once: true });
  return client;
}
