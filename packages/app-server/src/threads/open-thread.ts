import { isDeepStrictEqual } from "node:util";
import type { DynamicToolSpec } from "@codex/app-server-protocol/thread-start";
import { bothRestrictions, type Config, NO_RESTRICTIONS, sandboxIfAllowed } from "@codex/core";
import type { AppClient } from "../app-client.js";
import type { AppServer } from "../app-server.js";
import { dynamicTools, savedDynamicTools } from "../approvals/dynamic-tools.js";
import type { ClientContext } from "../client-services.js";
import { userAgentFor } from "../initialize-response.js";
import { reloadServersOf } from "../reload-mcp-servers.js";
import { invalidRequest } from "../rpc-errors.js";
import { tell } from "../turns/tell.js";
import { findSummary, readSaved } from "./find-thread.js";
import { ServedThread } from "./served-thread.js";
import type { OpenOptions } from "./served-threads.js";
import { loadThreadConfig, requestedConfig, type ThreadConfigParams } from "./thread-config.js";

/** Makes a thread for a client, with tools whose calls the thread's clients answer. */
export async function openThread(
  { server, client }: ClientContext,
  config: Config,
  { toolSpecs = [], ...options }: Omit<OpenOptions, "originator"> & { readonly toolSpecs?: readonly DynamicToolSpec[] },
): Promise<ServedThread> {
  const made: { served?: ServedThread } = {};
  const tools = dynamicTools(toolSpecs, () => {
    if (made.served === undefined) throw new TypeError("the thread is not there yet");
    return made.served;
  });
  const { introduction } = client;
  const { reloads } = server.mcpServers;
  made.served = await server.threads.open(config, {
    originator: introduction?.name ?? "",
    userAgent: introduction && userAgentFor(server.options, introduction),
    onMcpStartup: (startup) => tellMcpStartup(startup, made.served ?? client),
    tools,
    dynamicTools: toolSpecs.length === 0 ? undefined : toolSpecs,
    ...options,
  });
  // It was none of the loaded threads while its first servers started.
  if (server.mcpServers.reloads !== reloads) await reloadServersOf(server, made.served).catch(() => undefined);
  return made.served;
}

/**
 * Loads a saved thread under the settings that it had, but for those that the request names. Throws -32600 for one that is not there, or
 * is archived.
 */
export async function loadThread(
  context: ClientContext,
  id: string,
  { params, ...options }: Pick<OpenOptions, "forkedFromId" | "ephemeral"> & { readonly params: ThreadConfigParams },
): Promise<ServedThread> {
  const saved = await readSaved(context.server, id);
  if (saved === undefined) throw invalidRequest(`no rollout found for thread id ${id}`);
  const { summary, settings, turns } = saved;
  if (summary.isArchived) throw invalidRequest(`thread ${id} is archived: take it back with thread/unarchive first`);
  const config = await loadThreadConfig(context, params, {
    savedCwd: settings.cwd ?? summary.meta?.cwd,
    model: settings.model,
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
  });
  const { effort, summary: reasoning, sandboxPolicy, restrictions, mode: kind } = settings;
  const isNamed = params.sandbox != null || params.permissions != null;
  const now = config.restrictions ?? NO_RESTRICTIONS;
  const served = await openThread(context, config, {
    ...options,
    toolSpecs: savedDynamicTools(summary.meta?.dynamic_tools),
    requested: requestedConfig(params),
    savedId: id,
    resumePath: summary.path,
    turns,
    // What ran does not run any more, or not here.
    tellsOfStop: true,
    initialSettings: {
      effort: params.config?.["model_reasoning_effort"] === undefined ? effort : undefined,
      summary: reasoning,
      mode: kind && { kind },
      sandboxPolicy: isNamed ? undefined : sandboxIfAllowed(config.requirements, sandboxPolicy),
      // What was denied once stays so, whatever the profile says now.
      restrictions: isNamed || restrictions === undefined ? undefined : bothRestrictions(now, restrictions),
    },
  });
  const isOfProfile = isDeepStrictEqual(served.thread.settings.sandboxPolicy, config.sandboxPolicy);
  served.permissionProfile = isOfProfile ? config.permissionProfile : undefined;
  const { usage: total, lastUsage: last = total } = saved;
  if (total !== undefined && last !== undefined) served.lastUsage = { total, last };
  return served;
}

/** A thread that does nothing and that nobody hears of is loaded anew for a client that names other settings. */
export async function unloadForOthers(server: AppServer, id: string, params: ThreadConfigParams): Promise<void> {
  const loaded = server.threads.find(id);
  if (loaded === undefined || loaded.hasSubscribers || loaded.thread.activeTurn !== undefined) return;
  const { settings, ...overrides } = requestedConfig(params);
  if (settings.length === 0 && Object.keys(overrides).length === 0) return;
  const summary = await findSummary(server, id);
  // A helper goes with the thread that it works for; what has no file is there but once.
  if (summary !== undefined && summary.meta?.parent_thread_id === undefined) await server.threads.close(id);
}

type McpStartup = Parameters<NonNullable<OpenOptions["onMcpStartup"]>>[0];

/** A thread's first servers start before the thread is there: only the client that asks for it can be told. */
function tellMcpStartup({ threadId, server: name, status, error }: McpStartup, whom: ServedThread | AppClient): void {
  const told = { threadId, name, status, error: error ?? null };
  if (whom instanceof ServedThread) whom.tell(tell("mcpServer/startupStatus/updated", told));
  else void whom.notify("mcpServer/startupStatus/updated", told);
}
