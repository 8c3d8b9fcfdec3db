import type { ThreadSourceKind } from "@codex/app-server-protocol/thread-list";
import { AppServerClient } from "@codex/client/app-server";
import { replayEvents } from "@codex/core";
import type { Transport } from "@codex/jsonrpc";
import type { ChatEngine } from "../chat-engine.js";
import { waitingServers } from "../waiting-servers.js";
import { turnFromWire } from "./items.js";
import { answersOf } from "./questions.js";
import { RemoteThread } from "./remote-thread.js";
import { settingsFromWire } from "./settings.js";

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
  const { transport, version, cwd, model: startModel = null, signal, onLost, onWarning } = options;
  const threads = new Map<string, RemoteThread>();
  const client = await AppServerClient.connect(transport, {
    clientInfo: { name: "codex-tui", title: "Codex", version },
    experimentalApi: true,
    answers: answersOf(async (threadId, question, asked) => threads.get(threadId)?.ask(question, asked)),
    signal,
  });
  client.on("configWarning", ({ summary, details }) => onWarning(details == null ? summary : `${summary}: ${details}`));
  client.on("warning", ({ message }) => onWarning(message));
  client.on("guardianWarning", ({ message }) => onWarning(message));
  client.signal.addEventListener("abort", onLost, { once: true });
  const folder = cwd === undefined ? {} : { cwd };
  return {
    async openThread({ resumeId, startedBy, ...listeners }) {
      const params = { ...folder, model: startModel };
      const reportStartup = waitingServers(listeners.onWaiting);
      using _ = client.on("mcpServer/startupStatus/updated", ({ name, status }) =>
        reportStartup({ server: name, status }),
      );
      const opened =
        resumeId === undefined
          ? await client.call("thread/start", {
              ...params,
              ...(startedBy === "clear" && { sessionStartSource: startedBy }),
            })
          : await client.call("thread/resume", { ...params, threadId: resumeId });
      const { thread } = opened;
      for (const event of replayEvents(thread.turns.map(turnFromWire))) listeners.onEvent(event);
      const settings = settingsFromWire(opened);
      const { id, cwd: threadFolder, ephemeral } = thread;
      const parts = { client, id, cwd: threadFolder, isSaved: !ephemeral, settings, options: listeners };
      const remote = new RemoteThread(parts);
      threads.set(thread.id, remote);
      // It is answered once the thread's MCP servers have started; until then the user sees which ones the first turn would wait for.
      await client.call("mcpServerStatus/list", { threadId: id, detail: "toolsAndAuthOnly" }).catch(() => undefined);
      return remote;
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
    account: {
      async current() {
        const { account } = await client.call("account/read", {});
        if (account == null) return undefined;
        return account.type === "chatgpt" ? "chatgpt" : "api-key";
      },
      logIn: loginIsElsewhere,
      logInWithKey: loginIsElsewhere,
      async logout() {
        await client.call("account/logout");
        return true;
      },
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

function loginIsElsewhere(): Promise<never> {
  return Promise.reject(new Error("the server has the login: run 'codex login' there"));
}
