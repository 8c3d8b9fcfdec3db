import path from "node:path";
import type { SessionSource as WireSource, Thread as WireThread } from "@codex/app-server-protocol/thread";
import type { Turn } from "@codex/app-server-protocol/turn";
import { programOf, type SessionMeta, type SessionSource, type ThreadSummary } from "@codex/core";
import * as z from "zod/mini";
import type { ServedThread } from "./served-thread.js";

/** The source of threads started here, the same as in codex-rs. */
const SOURCE: WireSource = "vscode";

const seconds = (ms: number) => Math.floor(ms / 1000);

export interface WireThreadOptions {
  /** The summary of the thread's file, once it has one. */
  readonly summary?: ThreadSummary | undefined;
  /** The loaded thread, if it is loaded. */
  readonly served?: ServedThread | undefined;
  readonly turns?: readonly Turn[] | undefined;
  readonly version: string;
}

/** A thread on the wire, from its file and from memory; values in memory take precedence. */
export function wireThread({ summary, served, turns = [], version }: WireThreadOptions): WireThread {
  const meta = summary?.meta;
  const settings = served?.thread.settings ?? summary?.settings;
  const id = served?.id ?? summary?.id ?? "";
  const cwd = settings?.cwd ?? meta?.cwd ?? "";
  const updatedAt = seconds(summary?.updatedAt ?? served?.loadedAt ?? 0);
  return {
    id,
    sessionId: id,
    preview: summary?.preview ?? "",
    name: summary?.name ?? served?.name ?? null,
    ephemeral: served?.options.isEphemeral ?? false,
    modelProvider:
      served?.options.config.modelProviderId ?? summary?.settings.modelProvider ?? meta?.model_provider ?? "",
    model: settings?.model ?? null,
    reasoningEffort: settings?.effort ?? null,
    createdAt: seconds(summary?.createdAt ?? served?.loadedAt ?? 0),
    updatedAt,
    recencyAt: updatedAt,
    status: served?.narrator.activity.status ?? { type: "notLoaded" },
    path: served?.options.isEphemeral ? null : fileOf(served?.thread.rolloutPath ?? summary?.path),
    cwd,
    cliVersion: meta?.cli_version ?? version,
    source: meta?.source === undefined ? SOURCE : sourceToWire(meta.source),
    originator: meta?.originator ?? served?.options.originator ?? null,
    threadSource: meta?.thread_source ?? served?.options.threadSource ?? null,
    forkedFromId: meta?.forked_from_id ?? served?.options.forkedFromId ?? null,
    parentThreadId: meta?.parent_thread_id ?? null,
    ...agentNames(meta?.source),
    gitInfo: gitInfo(meta),
    historyMode: "paginated",
    canAcceptDirectInput: true,
    environments: [{ environmentId: "local", cwd, runtimeWorkspaceRoots: [...(settings?.workspaceRoots ?? [cwd])] }],
    projectId: null,
    turns: [...turns],
  };
}

/** A thread that is stored elsewhere has no file. */
function fileOf(place: string | undefined): string | null {
  return place !== undefined && path.isAbsolute(place) ? place : null;
}

function gitInfo(meta: ThreadSummary["meta"]): WireThread["gitInfo"] {
  const git = meta?.git;
  if (git === undefined) return null;
  return { sha: git.commit_hash ?? null, branch: git.branch ?? null, originUrl: git.repository_url ?? null };
}

function sourceToWire(source: NonNullable<SessionMeta["source"]>): WireSource {
  return typeof source === "object" ? subAgentSource(source) : programOf(source);
}

/** The nickname and role of a subagent; null for other threads. */
function agentNames(source: SessionSource | undefined): Pick<WireThread, "agentNickname" | "agentRole"> {
  const spawn = SpawnSourceSchema.safeParse(source).data?.subagent.thread_spawn;
  return { agentNickname: spawn?.agent_nickname ?? null, agentRole: spawn?.agent_role ?? null };
}

const SpawnSourceSchema = z.object({
  subagent: z.object({
    thread_spawn: z.object({ agent_nickname: z.nullish(z.string()), agent_role: z.nullish(z.string()) }),
  }),
});

function subAgentSource(source: Exclude<SessionSource, string>): WireSource {
  const subAgent = source["subAgent"] ?? source["subagent"];
  return subAgent === undefined ? "unknown" : { subAgent };
}
