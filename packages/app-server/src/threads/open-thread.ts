import { isDeepStrictEqual } from "node:util";
import type { DynamicToolSpec } from "@codex/app-server-protocol/thread-start";
import {
  bothRestrictions,
  type Config,
  NO_RESTRICTIONS,
  rootsAfterMove,
  type SavedThread,
  sandboxIfAllowed,
} from "@codex/core";
import type { AppServer } from "../app-server.js";
import { dynamicTools, savedDynamicTools } from "../approvals/dynamic-tools.js";
import type { ClientContext } from "../client-services.js";
import { userAgentFor } from "../initialize-response.js";
import { reloadServersOf } from "../reload-mcp-servers.js";
import { invalidRequest } from "../rpc-errors.js";
import { rootsNamed } from "./environments.js";
import { findSummary, readSaved, refuseArchived } from "./find-thread.js";
import type { ServedThread } from "./served-thread.js";
import type { OpenOptions } from "./served-threads.js";
import { ServerStartups } from "./server-startups.js";
import { loadThreadConfig, requestedConfig, type ThreadConfigParams } from "./thread-config.js";

/** Creates a thread for a client. The thread's clients answer the calls of its dynamic tools. */
export async function openThread(
  { server, client }: ClientContext,
  config: Config,
  {
    toolSpecs = [],
    ...options
  }: Omit<OpenOptions, "originator" | "startups"> & { readonly toolSpecs?: readonly DynamicToolSpec[] },
): Promise<ServedThread> {
  const made: { served?: ServedThread } = {};
  const tools = dynamicTools(toolSpecs, () => {
    if (made.served === undefined) throw new TypeError("the thread is not there yet");
    return made.served;
  });
  const startups = new ServerStartups();
  const { introduction } = client;
  const { reloads } = server.mcpServers;
  made.served = await server.threads.open(config, {
    originator: introduction?.name ?? "",
    userAgent: introduction && userAgentFor(server.options, introduction),
    startsServersMeanwhile: true,
    startups,
    onMcpStartup: (startup) => {
      const notification = startups.note(startup);
      made.served?.notify(notification);
    },
    onRateLimits: (limits) => server.accountLimits.note(limits),
    tools,
    dynamicTools: toolSpecs.length === 0 ? undefined : toolSpecs,
    ...options,
  });
  // While it was opened it was not among the loaded threads, and a reload would have missed it.
  if (server.mcpServers.reloads !== reloads) await reloadServersOf(server, made.served).catch(() => undefined);
  return made.served;
}

/**
 * Loads a saved thread with its saved settings, except for those that the request overrides. Throws -32600 if it does not exist or is
 * archived.
 */
export async function loadThread(
  context: ClientContext,
  id: string,
  {
    params,
    ...options
  }: Pick<OpenOptions, "forkedFromId" | "ephemeral" | "threadSource"> & { readonly params: ThreadConfigParams },
): Promise<ServedThread> {
  const saved = await readSaved(context.server, id);
  if (saved === undefined) throw invalidRequest(`no rollout found for thread id ${id}`);
  const { summary, settings, turns } = saved;
  refuseArchived(summary);
  const cwd = settings.cwd ?? summary.meta?.cwd;
  const config = await loadThreadConfig(context, params, {
    savedCwd: cwd,
    model: settings.model,
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    serviceTier: settings.serviceTier,
  });
  const served = await openThread(context, config, {
    ...options,
    toolSpecs: savedDynamicTools(summary.meta?.dynamic_tools),
    requested: requestedConfig(params),
    savedId: id,
    resumePath: summary.path,
    loadedRollout: saved.rollout,
    turns,
    // Whatever was running has stopped, or runs on another machine.
    reportsStopToModel: true,
    initialSettings: {
      ...initialSettings(saved, params, config),
      // The answer to a fork names no mode, so clients expect the default one.
      ...(options.forkedFromId !== undefined && { mode: undefined }),
    },
  });
  const { usage: total, lastUsage: last = total } = saved;
  if (total !== undefined && last !== undefined) served.lastUsage = { total, last };
  return served;
}

/** The saved settings that are not part of the configuration; those that the request or the requirements override are undefined. */
function initialSettings(
  saved: SavedThread,
  params: ThreadConfigParams,
  config: Config,
): OpenOptions["initialSettings"] {
  const { effort, summary, mode: kind, sandboxPolicy, permissionProfile, restrictions } = saved.settings;
  const isNamed = params.sandbox != null || params.permissions != null;
  const now = config.restrictions ?? NO_RESTRICTIONS;
  const restored = isNamed ? undefined : sandboxIfAllowed(config.requirements, sandboxPolicy);
  const isConfigured = isDeepStrictEqual(restored, config.sandboxPolicy);
  return {
    effort: params.config?.["model_reasoning_effort"] === undefined ? effort : undefined,
    summary,
    workspaceRoots: rootsNamed(params) ?? savedRoots(saved, config.cwd),
    mode: kind && { kind },
    sandboxPolicy: restored,
    permissionProfile: restored && (permissionProfile ?? (isConfigured ? config.permissionProfile : undefined)),
    // Earlier restrictions stay, whatever the profile allows now.
    restrictions: isNamed || restrictions === undefined ? undefined : bothRestrictions(now, restrictions),
  };
}

/** Differs from codex-rs: a fork has the roots of its source, too. There, it may write the folder of a thread that may not. */
function savedRoots({ settings, summary: { meta } }: Pick<SavedThread, "settings" | "summary">, now: string) {
  const roots = settings.workspaceRoots ?? meta?.runtime_workspace_roots;
  const cwd = (settings.workspaceRoots && settings.cwd) ?? meta?.cwd ?? now;
  return roots && rootsAfterMove({ cwd, workspaceRoots: roots }, now);
}

/** Unloads an idle thread without subscribers if the request overrides settings, so that it is loaded again with them. */
export async function unloadForOthers(server: AppServer, id: string, params: ThreadConfigParams): Promise<void> {
  const loaded = server.threads.find(id);
  if (loaded === undefined || loaded.hasSubscribers || loaded.thread.activeTurn !== undefined) return;
  const { settings, ...overrides } = requestedConfig(params);
  const isSame = settings.length === 0 && Object.keys(overrides).length === 0 && rootsNamed(params) === undefined;
  if (isSame) return;
  const summary = await findSummary(server, id);
  // A subagent is unloaded only with its parent; a thread without a file exists only in memory.
  if (summary !== undefined && summary.meta?.parent_thread_id === undefined) await server.threads.close(id);
}
