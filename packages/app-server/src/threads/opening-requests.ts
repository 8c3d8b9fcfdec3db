import path from "node:path";
import type { Turn } from "@codex/app-server-protocol/turn";
import { type Config, instructionSources } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import type { ClientContext } from "../client-services.js";
import { copyGoal, sendGoal } from "../goals/thread-goal.js";
import type { RequestHandlers, RequestParams, RequestResult } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { notificationOf } from "../turns/notification.js";
import { turnsOfHistory } from "../turns/wire-turn.js";
import { anchoredPage } from "./anchored-pages.js";
import { rootsNamed } from "./environments.js";
import { findSummary, namedThread, refuseArchived, withFile } from "./find-thread.js";
import { backwardsCursors } from "./item-entries.js";
import { joinThread, sendState, sendUsage } from "./join-thread.js";
import { loadThread, openThread, unloadForOthers } from "./open-thread.js";
import { firstWords, responseItemsOf } from "./response-items.js";
import type { ServedThread } from "./served-thread.js";
import { loadThreadConfig, requestedConfig } from "./thread-config.js";
import { noProject } from "./thread-query.js";
import { modeToWire, settingsOfAnswer } from "./thread-settings.js";
import { wireThread } from "./wire-thread.js";

/** How threads are loaded: started, resumed from their files, or forked. The requesting client is subscribed to them. */
export function openingRequests(
  context: ClientContext,
): RequestHandlers<"thread/start" | "thread/resume" | "thread/fork"> {
  return {
    "thread/start": (params, request) => start(context, params, request),
    async "thread/resume"(params, request) {
      refuseOtherThanLoaded(context, params);
      return params.history == null
        ? resume(context, params, request)
        : resumeHistory(context, { ...params, history: params.history }, request);
    },
    "thread/fork": (params, request) => fork(context, params, request),
  };
}

async function start(
  context: ClientContext,
  params: RequestParams<"thread/start">,
  request: RequestContext,
): Promise<RequestResult<"thread/start">> {
  const { server, client } = context;
  if (params.projectId != null) throw invalidRequest(noProject(params.projectId));
  const config = await newThreadConfig(context, params);
  const served = await openThread(context, config, {
    toolSpecs: params.dynamicTools ?? [],
    requested: requestedConfig(params),
    ephemeral: params.ephemeral ?? false,
    threadSource: params.threadSource ?? undefined,
    startedBy: params.sessionStartSource ?? undefined,
    initialSettings: { workspaceRoots: rootsNamed(params) },
  });
  const subscriber = joinThread(served, client, request);
  const thread = wireThread({ served, version: server.options.version });
  subscriber.notify(notificationOf("thread/started", { thread }));
  served.welcome(subscriber);
  return { ...(await answerAbout(served)), thread };
}

/** If the client permits it, a model that the catalog does not list is replaced by its first one. */
async function newThreadConfig(context: ClientContext, params: RequestParams<"thread/start">): Promise<Config> {
  const config = await loadThreadConfig(context, params);
  const { model, modelCatalog = [] } = config;
  const [first] = modelCatalog.filter(({ visibility }) => visibility === "list");
  const isKnown = first === undefined || modelCatalog.some(({ slug }) => slug === model);
  if (params.allowProviderModelFallback !== true || isKnown) return config;
  return loadThreadConfig(context, { ...params, model: first.slug });
}

/** A loaded thread has its own file and history; a request cannot give it others. */
function refuseOtherThanLoaded(
  { server }: ClientContext,
  { threadId, history, path: file }: RequestParams<"thread/resume">,
): void {
  const loaded = server.threads.find(threadId)?.thread;
  if (loaded === undefined) return;
  if (history != null) throw invalidRequest(`thread ${threadId} is loaded, and has its own history`);
  if (file != null && file !== "" && path.resolve(server.options.cwd, file) !== loaded.rolloutPath)
    throw invalidRequest(`thread ${threadId} is loaded from another file`);
}

async function resume(
  context: ClientContext,
  params: RequestParams<"thread/resume">,
  request: RequestContext,
): Promise<RequestResult<"thread/resume">> {
  const { server, client } = context;
  const id = await namedThread(server, params);
  await unloadForOthers(server, id, params);
  const wasLoaded = server.threads.find(id) !== undefined;
  const served = await server.threads.findOrLoad(id, () => loadThread(context, id, { params }));
  if (wasLoaded) await served.thread.catchUp?.();
  const subscriber = joinThread(served, client, request);
  if (wasLoaded) sendUsage(served, subscriber);
  else sendState(served, subscriber);
  await sendGoal(served, client);
  request.afterAnswer(() => void served.pursueGoal());
  const turns = await shownTurns(served, params);
  const summary = await findSummary(server, id);
  return {
    ...(await answerAbout(served)),
    collaborationMode: modeToWire(served.thread.settings),
    thread: wireThread({ summary, served, turns, version: server.options.version }),
    initialTurnsPage: params.initialTurnsPage == null ? null : await firstPage(served, params.initialTurnsPage),
    ...backwardsCursors(served.history.turns, id),
  };
}

/** Starts a new thread from a history that the client supplies. */
async function resumeHistory(
  context: ClientContext,
  { history, ...params }: RequestParams<"thread/resume"> & { readonly history: readonly unknown[] },
  request: RequestContext,
): Promise<RequestResult<"thread/resume">> {
  const { server, client } = context;
  const items = responseItemsOf(history);
  if (items.length === 0) throw invalidRequest("history must not be empty");
  const config = await loadThreadConfig(context, params);
  const served = await openThread(context, config, {
    requested: requestedConfig(params),
    initialSettings: { workspaceRoots: rootsNamed(params) },
  });
  await served.thread.inject(items);
  sendState(served, joinThread(served, client, request));
  const summary = await findSummary(server, served.id);
  const thread = wireThread({ summary, served, version: server.options.version });
  return { ...(await answerAbout(served)), thread: { ...thread, preview: firstWords(items) } };
}

async function fork(
  context: ClientContext,
  params: RequestParams<"thread/fork">,
  request: RequestContext,
): Promise<RequestResult<"thread/fork">> {
  const { server, client } = context;
  const { store } = server.home;
  const cut = cutOf(params);
  const id = await namedThread(server, params);
  const source = server.threads.find(id)?.thread;
  if (params.lastTurnId != null && params.lastTurnId === source?.activeTurn?.id) {
    throw invalidRequest(`turn ${params.lastTurnId} still runs: wait for its end, or fork with beforeTurnId`);
  }
  await source?.saved();
  const original = await findSummary(server, id);
  if (original !== undefined) refuseArchived(original);
  const threadSource = params.threadSource ?? undefined;
  const forked = await withFile(store.fork(id, cut, { threadSource }), `no rollout found for thread id ${id}`);
  const served = await loadThread(context, forked.id, {
    params,
    forkedFromId: id,
    ephemeral: params.ephemeral,
    threadSource,
  });
  const summary = await findSummary(server, served.id);
  if (params.ephemeral === true) await store.delete(forked.id);
  const subscriber = joinThread(served, client, request);
  sendUsage(served, subscriber);
  const thread = wireThread({ summary, served, version: server.options.version });
  subscriber.notify(notificationOf("thread/started", { thread }));
  served.welcome(subscriber);
  if (params.deferGoalContinuation === true) await copyGoal(server, id, served);
  return { ...(await answerAbout(served)), thread: { ...thread, turns: await shownTurns(served, params) } };
}

/** Where a fork ends; undefined to copy the whole thread. */
function cutOf({ lastTurnId, beforeTurnId }: RequestParams<"thread/fork">) {
  if (lastTurnId == null) return beforeTurnId == null ? undefined : { beforeTurnId };
  if (beforeTurnId == null) return { lastTurnId };
  throw invalidRequest("a fork ends with lastTurnId or before beforeTurnId, not both");
}

async function answerAbout(served: ServedThread) {
  return { ...settingsOfAnswer(served), instructionSources: await instructionSources(served.options.config) };
}

function shownTurns(
  { id, history }: ServedThread,
  { excludeTurns }: { readonly excludeTurns?: boolean | undefined },
): Promise<Turn[]> {
  return turnsOfHistory(excludeTurns === true ? [] : history.turns, "full", id);
}

async function firstPage(
  served: ServedThread,
  params: NonNullable<RequestParams<"thread/resume">["initialTurnsPage"]>,
) {
  const { itemsView, limit, sortDirection } = params;
  const page = anchoredPage(served.history.turns, (turn) => turn.id, { limit, sortDirection: sortDirection ?? "desc" });
  return { ...page, data: await turnsOfHistory(page.data, itemsView ?? "summary", served.id) };
}
