import type { RequestContext } from "@codex/jsonrpc";
import type { AppClient } from "../app-client.js";
import type { ClientContext } from "../client-services.js";
import { pageOf } from "../pages.js";
import type { RequestHandlers, RequestParams } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { tell } from "../turns/tell.js";
import { usageParams } from "../turns/thread-narrator.js";
import { turnOfHistory } from "../turns/wire-turn.js";
import { anchoredPage, cursorTo } from "./anchored-pages.js";
import { findSummary, loadedThread, readSaved } from "./find-thread.js";
import type { ServedThread } from "./served-thread.js";
import type { OpenOptions } from "./served-threads.js";
import { loadThreadConfig } from "./thread-config.js";
import { threadIdOf } from "./thread-id.js";
import { defaultMode, settingsChange, settingsOfAnswer, threadSettings } from "./thread-settings.js";
import { wireThread } from "./wire-thread.js";

type Methods =
  | "thread/start"
  | "thread/resume"
  | "thread/unsubscribe"
  | "thread/loaded/list"
  | "thread/settings/update";

/** Threads in memory: which there are, and who hears of them. */
export function threadRequests(context: ClientContext): RequestHandlers<Methods> {
  const { server, client } = context;
  const { version } = server.options;
  const originator = client.introduction?.name ?? "";
  const onMcpStartup = tellMcpStartup(client);
  return {
    async "thread/start"(params, request) {
      const config = await loadThreadConfig(context, params);
      const served = await server.threads.open(config, {
        originator,
        ephemeral: params.ephemeral ?? false,
        onMcpStartup,
      });
      const subscriber = served.subscribe(client);
      subscriber.holdFor(request);
      const thread = wireThread({ served, version });
      subscriber.tell(tell("thread/started", { thread }));
      return { ...settingsOfAnswer(served), instructionSources: [], thread };
    },
    async "thread/resume"(params, request) {
      const id = threadIdOf(params.threadId);
      const wasLoaded = server.threads.find(id) !== undefined;
      const served = await server.threads.findOrLoad(id, () => load(id, params));
      join(served, request);
      if (!wasLoaded) tellState(served);
      const turns = params.excludeTurns === true ? [] : served.history.turns;
      const summary = await findSummary(server, id);
      const shown = turns.map((turn) => turnOfHistory(turn, "full", id));
      const { model, effort } = served.thread.settings;
      const lastTurn = served.history.turns.at(-1);
      return {
        ...settingsOfAnswer(served),
        instructionSources: [],
        collaborationMode: defaultMode(model, effort),
        thread: wireThread({ summary, served, turns: shown, version }),
        initialTurnsPage: params.initialTurnsPage == null ? null : firstPage(served, params.initialTurnsPage),
        turnsBackwardsCursor: lastTurn === undefined ? null : cursorTo(lastTurn.id, true),
      };
    },
    "thread/unsubscribe"({ threadId }) {
      const served = server.threads.find(threadIdOf(threadId));
      if (served === undefined) return { status: "notLoaded" };
      return { status: served.unsubscribe(client) ? "unsubscribed" : "notSubscribed" };
    },
    "thread/loaded/list"(page) {
      return pageOf(
        server.threads.all.map(({ id }) => id),
        page,
      );
    },
    async "thread/settings/update"({ threadId, ...params }, request) {
      const served = loadedThread(server, threadId);
      const change = settingsChange(params, served);
      if (change !== undefined) await served.thread.configure(change);
      served.subscriberOf(client)?.holdFor(request);
      served.tell(tell("thread/settings/updated", { threadId: served.id, threadSettings: threadSettings(served) }));
      return {};
    },
  };

  /** Loads a saved thread under the settings that it had, but for those that the request names. */
  async function load(id: string, params: RequestParams<"thread/resume">): Promise<ServedThread> {
    const saved = await readSaved(server, id);
    if (saved === undefined) throw invalidRequest(`no rollout found for thread id ${id}`);
    const { summary, settings, turns } = saved;
    const config = await loadThreadConfig(context, params, {
      cwd: settings.cwd ?? summary.meta?.cwd,
      model: settings.model,
      approvalPolicy: settings.approvalPolicy,
    });
    const served = await server.threads.open(config, { originator, resumePath: summary.path, turns, onMcpStartup });
    const { effort, summary: reasoning, sandboxPolicy } = settings;
    await served.thread.configure({
      effort: params.config?.["model_reasoning_effort"] === undefined ? effort : undefined,
      summary: reasoning,
      sandboxPolicy: params.sandbox == null && params.permissions == null ? sandboxPolicy : undefined,
    });
    served.savedUsage = saved.usage;
    return served;
  }

  /** The client hears of the thread, once the request is answered. */
  function join(served: ServedThread, request: RequestContext): void {
    const subscriber = served.subscribe(client);
    subscriber.holdFor(request);
    served.desk.join(subscriber);
  }

  /** What a client that has loaded a thread is told of it. */
  function tellState(served: ServedThread): void {
    const threadId = served.id;
    const subscriber = served.subscriberOf(client);
    subscriber?.tell(tell("thread/status/changed", { threadId, status: served.narrator.activity.status }));
    const last = served.history.turns.at(-1);
    const total = served.savedUsage;
    if (last === undefined || total === undefined) return;
    subscriber?.tell(tell("thread/tokenUsage/updated", usageParams(threadId, last.id, { last: total, total })));
  }
}

/** A thread's servers start before the thread is there: only the client that asks for it can be told. */
function tellMcpStartup(client: AppClient): NonNullable<OpenOptions["onMcpStartup"]> {
  return ({ threadId, server: name, status, error }) =>
    void client.notify("mcpServer/startupStatus/updated", { threadId, name, status, error: error ?? null });
}

function firstPage(served: ServedThread, params: NonNullable<RequestParams<"thread/resume">["initialTurnsPage"]>) {
  const { itemsView, limit, sortDirection } = params;
  const page = anchoredPage(served.history.turns, (turn) => turn.id, { limit, sortDirection: sortDirection ?? "desc" });
  return { ...page, data: page.data.map((turn) => turnOfHistory(turn, itemsView ?? "summary", served.id)) };
}
