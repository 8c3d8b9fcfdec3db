import type { DynamicToolSpec } from "@codex/app-server-protocol/thread-start";
import { type Config, instructionSources, sandboxIfAllowed, turnAbortedItem } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import type { AppClient } from "../app-client.js";
import { dynamicTools, savedDynamicTools } from "../approvals/dynamic-tools.js";
import type { ClientContext } from "../client-services.js";
import { copyGoal, tellGoal } from "../goals/goal-of-thread.js";
import { userAgentFor } from "../initialize-response.js";
import { idPage } from "../pages.js";
import type { RequestHandlers, RequestParams, RequestResult } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { tell } from "../turns/tell.js";
import { usageParams } from "../turns/thread-narrator.js";
import { turnOfHistory } from "../turns/wire-turn.js";
import { anchoredPage } from "./anchored-pages.js";
import { findSummary, loadedThread, namedThread, readSaved, withFile } from "./find-thread.js";
import { backwardsCursors } from "./item-entries.js";
import { responseItemsOf } from "./response-items.js";
import type { ServedThread } from "./served-thread.js";
import type { OpenOptions } from "./served-threads.js";
import { loadThreadConfig, requestedConfig, sandboxOfPermissions, type ThreadConfigParams } from "./thread-config.js";
import { threadIdOf } from "./thread-id.js";
import { folderOf, modeToWire, settingsChange, settingsOfAnswer, threadSettings } from "./thread-settings.js";
import { wireThread } from "./wire-thread.js";

type Methods =
  | "thread/start"
  | "thread/resume"
  | "thread/fork"
  | "thread/revert"
  | "thread/inject_items"
  | "thread/unsubscribe"
  | "thread/loaded/list"
  | "thread/settings/update"
  | "thread/readState/update";

/** Threads in memory: which there are, and who hears of them. */
export function threadRequests(context: ClientContext): RequestHandlers<Methods> {
  const { server, client } = context;
  const { version } = server.options;
  const { store } = server.home;
  const { introduction } = client;
  const about = {
    originator: introduction?.name ?? "",
    userAgent: introduction && userAgentFor(server.options, introduction),
    onMcpStartup: tellMcpStartup(client),
  };
  return {
    async "thread/start"(params, request) {
      const config = await loadThreadConfig(context, params);
      const requested = requestedConfig(params);
      const served = await open(config, params.dynamicTools ?? [], { requested, ephemeral: params.ephemeral ?? false });
      served.permissionProfile = params.permissions ?? undefined;
      const subscriber = served.subscribe(client);
      subscriber.holdFor(request);
      const thread = wireThread({ served, version });
      subscriber.tell(tell("thread/started", { thread }));
      served.welcome(subscriber);
      return { ...(await answerAbout(served)), thread };
    },
    async "thread/resume"(params, request) {
      refuseOtherThanLoaded(params);
      if (params.history != null) return resumeHistory(params, params.history, request);
      const id = await namedThread(server, params);
      const wasLoaded = server.threads.find(id) !== undefined;
      const served = await server.threads.findOrLoad(id, () => load(id, params));
      join(served, request);
      if (wasLoaded) tellUsage(served);
      else tellState(served);
      await tellGoal(served, client);
      request.afterAnswer(() => void served.pursueGoal());
      const turns = params.excludeTurns === true ? [] : served.history.turns;
      const summary = await findSummary(server, id);
      const shown = turns.map((turn) => turnOfHistory(turn, "full", id));
      return {
        ...(await answerAbout(served)),
        collaborationMode: modeToWire(served.thread.settings),
        thread: wireThread({ summary, served, turns: shown, version }),
        initialTurnsPage: params.initialTurnsPage == null ? null : firstPage(served, params.initialTurnsPage),
        ...backwardsCursors(served.history.turns, id),
      };
    },
    async "thread/fork"(params, request) {
      const { lastTurnId, beforeTurnId } = params;
      if (lastTurnId != null && beforeTurnId != null) {
        throw invalidRequest("a fork ends with lastTurnId or before beforeTurnId, not both");
      }
      const id = await namedThread(server, params);
      const absent = `no rollout found for thread id ${id}`;
      const source = server.threads.find(id)?.thread;
      await source?.saved();
      const cut = lastTurnId != null ? { lastTurnId } : beforeTurnId != null ? { beforeTurnId } : undefined;
      const forked = await withFile(store.fork(id, cut), absent);
      const options = { forkedFromId: id, ephemeral: params.ephemeral };
      const served = await load(forked.id, params, options);
      // What ran there does not run here.
      if (cut === undefined && source?.activeTurn !== undefined) await served.thread.inject([turnAbortedItem]);
      const summary = await findSummary(server, served.id);
      if (params.ephemeral === true) await store.delete(forked.id);
      join(served, request);
      const thread = wireThread({ summary, served, version });
      served.subscriberOf(client)?.tell(tell("thread/started", { thread }));
      if (params.deferGoalContinuation === true) await copyGoal(server, id, served);
      const turns = params.excludeTurns === true ? [] : served.history.turns;
      const shown = turns.map((turn) => turnOfHistory(turn, "full", served.id));
      return { ...(await answerAbout(served)), thread: { ...thread, turns: shown } };
    },
    async "thread/revert"({ threadId, beforeTurnId }, request) {
      const served = loadedThread(server, threadId);
      served.subscriberOf(client)?.holdFor(request);
      const { turns } = await served.thread.revert({ beforeTurnId, what: "conversation" });
      return {
        thread: wireThread({ summary: await findSummary(server, served.id), served, version }),
        ...backwardsCursors(turns, served.id),
      };
    },
    async "thread/inject_items"({ threadId, items }) {
      await loadedThread(server, threadId).thread.inject(responseItemsOf(items));
      return {};
    },
    "thread/unsubscribe"({ threadId }) {
      const served = server.threads.find(threadIdOf(threadId));
      if (served === undefined) return { status: "notLoaded" };
      return { status: served.unsubscribe(client) ? "unsubscribed" : "notSubscribed" };
    },
    "thread/loaded/list": ({ cursor, limit }) =>
      idPage(
        server.threads.all.map(({ id }) => id),
        { cursor, limit },
      ),
    "thread/readState/update"({ threadId, expectedRevision, operation }, request) {
      const served = loadedThread(server, threadId);
      const { readState } = served;
      if (readState.wire.revision !== expectedRevision) {
        throw invalidRequest(`the thread's read state is at revision ${readState.wire.revision}`);
      }
      served.subscriberOf(client)?.holdFor(request);
      if (readState.update(operation.type)) served.tellReadState();
      return { readState: readState.wire };
    },
    async "thread/settings/update"({ threadId, ...params }, request) {
      const served = loadedThread(server, threadId);
      const change = settingsChange(
        params,
        served,
        await sandboxOfPermissions(context, params, folderOf(params, served)),
      );
      if (change === undefined) return {};
      await served.thread.configure(change);
      served.subscriberOf(client)?.holdFor(request);
      served.tell(tell("thread/settings/updated", { threadId: served.id, threadSettings: threadSettings(served) }));
      return {};
    },
  };

  /** Makes a thread with tools whose calls its clients answer. */
  async function open(
    config: Config,
    specs: readonly DynamicToolSpec[],
    options: Pick<OpenOptions, "requested" | "savedId" | "ephemeral" | "forkedFromId" | "resumePath" | "turns">,
  ): Promise<ServedThread> {
    const made: { served?: ServedThread } = {};
    const tools = dynamicTools(specs, () => {
      if (made.served === undefined) throw new TypeError("the thread is not there yet");
      return made.served;
    });
    const kept = specs.length === 0 ? undefined : specs;
    made.served = await server.threads.open(config, { ...about, ...options, tools, dynamicTools: kept });
    return made.served;
  }

  /** Loads a saved thread under the settings that it had, but for those that the request names. */
  async function load(
    id: string,
    params: ThreadConfigParams,
    options: Pick<OpenOptions, "forkedFromId" | "ephemeral"> = {},
  ): Promise<ServedThread> {
    const saved = await readSaved(server, id);
    if (saved === undefined) throw invalidRequest(`no rollout found for thread id ${id}`);
    const { summary, settings, turns } = saved;
    if (summary.isArchived) throw invalidRequest(`thread ${id} is archived: take it back with thread/unarchive first`);
    const config = await loadThreadConfig(context, params, {
      savedCwd: settings.cwd ?? summary.meta?.cwd,
      model: settings.model,
      approvalPolicy: settings.approvalPolicy,
    });
    const specs = savedDynamicTools(summary.meta?.dynamic_tools);
    const kept = { savedId: id, resumePath: summary.path, turns };
    const served = await open(config, specs, { ...options, ...kept, requested: requestedConfig(params) });
    served.permissionProfile = params.permissions ?? undefined;
    const { effort, summary: reasoning, sandboxPolicy, mode: kind } = settings;
    await served.thread.configure({
      effort: params.config?.["model_reasoning_effort"] === undefined ? effort : undefined,
      summary: reasoning,
      mode: kind && { kind },
      sandboxPolicy:
        params.sandbox == null && params.permissions == null
          ? sandboxIfAllowed(config.requirements, sandboxPolicy)
          : undefined,
    });
    const { usage: total, lastUsage: last = total } = saved;
    if (total !== undefined && last !== undefined) served.lastUsage = { total, last };
    return served;
  }

  /** A thread that is loaded is what its id says: neither another file nor another history. */
  function refuseOtherThanLoaded({ threadId, history, path }: RequestParams<"thread/resume">): void {
    const loaded = server.threads.find(threadId)?.thread;
    if (loaded === undefined) return;
    if (history != null) throw invalidRequest(`thread ${threadId} is loaded, and has its own history`);
    if (path != null && path !== loaded.rolloutPath)
      throw invalidRequest(`thread ${threadId} is loaded from another file`);
  }

  /** A new thread that begins with what a client knows of another one. */
  async function resumeHistory(
    params: RequestParams<"thread/resume">,
    history: readonly unknown[],
    request: RequestContext,
  ): Promise<RequestResult<"thread/resume">> {
    const items = responseItemsOf(history);
    if (items.length === 0) throw invalidRequest("history must not be empty");
    const config = await loadThreadConfig(context, params);
    const served = await open(config, [], { requested: requestedConfig(params) });
    await served.thread.inject(items);
    join(served, request);
    const summary = await findSummary(server, served.id);
    return { ...(await answerAbout(served)), thread: wireThread({ summary, served, version }) };
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
    if (subscriber !== undefined) served.welcome(subscriber);
    tellUsage(served);
  }

  /** How many tokens the thread has used so far. */
  function tellUsage(served: ServedThread): void {
    const threadId = served.id;
    const last = served.history.turns.at(-1);
    const usage = served.lastUsage;
    if (last === undefined || usage === undefined) return;
    served
      .subscriberOf(client)
      ?.tell(
        tell(
          "thread/tokenUsage/updated",
          usageParams(threadId, last.id, { ...usage, contextWindow: last.contextWindow }),
        ),
      );
  }
}

/** A thread's servers start before the thread is there: only the client that asks for it can be told. */
function tellMcpStartup(client: AppClient): NonNullable<OpenOptions["onMcpStartup"]> {
  return ({ threadId, server: name, status, error }) =>
    void client.notify("mcpServer/startupStatus/updated", { threadId, name, status, error: error ?? null });
}

async function answerAbout(served: ServedThread) {
  return { ...settingsOfAnswer(served), instructionSources: await instructionSources(served.options.config) };
}

function firstPage(served: ServedThread, params: NonNullable<RequestParams<"thread/resume">["initialTurnsPage"]>) {
  const { itemsView, limit, sortDirection } = params;
  const page = anchoredPage(served.history.turns, (turn) => turn.id, { limit, sortDirection: sortDirection ?? "desc" });
  return { ...page, data: page.data.map((turn) => turnOfHistory(turn, itemsView ?? "summary", served.id)) };
}
