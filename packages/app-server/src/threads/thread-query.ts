import path from "node:path";
import type { ThreadListParams } from "@codex/app-server-protocol/thread-list";
import type { SourceKind, ThreadQuery, ThreadSortKey } from "@codex/core";
import { invalidParams, invalidRequest } from "../rpc-errors.js";
import { isThreadId, threadIdOf } from "./thread-id.js";

/** The default: threads that a person talked to. */
export const INTERACTIVE_SOURCES: readonly SourceKind[] = ["cli", "vscode"];

export function sortKeyOf(key: ThreadListParams["sortKey"]): ThreadSortKey {
  return key === "updated_at" || key === "recency_at" ? "updated" : "created";
}

/** Throws for filters that contradict each other, or that name what cannot be there: -32600, or -32602 as Codex does. */
export function checkFilters(params: ThreadListParams): void {
  const { parentThreadId: parent, ancestorThreadId: ancestor, attachedToThreadId: attached, projectId } = params;
  for (const id of [...(params.includedThreadIds ?? []), ...(params.excludedThreadIds ?? [])]) {
    if (!isThreadId(id)) throw invalidParams(`invalid thread id: ${JSON.stringify(id)} is no UUID`);
  }
  for (const id of [parent, ancestor, attached]) if (id != null) threadIdOf(id);
  if (parent != null && ancestor != null)
    throw invalidRequest("parentThreadId and ancestorThreadId cannot be combined");
  if (attached != null && (parent ?? ancestor) != null)
    throw invalidRequest("attachedToThreadId cannot be combined with parentThreadId or ancestorThreadId");
  if (params.includeAttachedThreads === true && (params.searchTerm ?? "").trim() === "")
    throw invalidRequest("includeAttachedThreads needs a searchTerm");
  if (params.sortKey === "section_position" && params.sectionId == null)
    throw invalidRequest("section_position sorts the threads of one section: name it");
  if (projectId != null) throw invalidParams(noProject(projectId));
}

/** Projects are not kept. */
export function noProject(id: string): string {
  return id === "" ? "projectId must not be empty" : `project not found: ${id}`;
}

export function queryOf(
  params: ThreadListParams,
  own: {
    readonly modelProviders: readonly string[] | undefined;
    readonly family: readonly string[] | undefined;
    readonly cwd: string;
  },
): ThreadQuery {
  const { sourceKinds, modelProviders, searchTerm, sectionId, attachedToThreadId } = params;
  const folders = params.cwd == null ? undefined : [params.cwd].flat().map((folder) => path.resolve(own.cwd, folder));
  const parent = params.parentThreadId;
  const asked = params.includedThreadIds?.map(threadIdOf);
  const { family } = own;
  // Sections and attachments are not stored, so no thread is in one.
  const isEmpty = sectionId != null || attachedToThreadId != null;
  return {
    cursor: params.cursor ?? undefined,
    limit: params.limit == null ? undefined : Math.max(1, params.limit),
    sortKey: sortKeyOf(params.sortKey),
    direction: params.sortDirection ?? "desc",
    isArchived: params.archived ?? false,
    isBegun: true,
    cwds: folders,
    modelProviders:
      modelProviders == null ? own.modelProviders : modelProviders.length === 0 ? undefined : modelProviders,
    // A request for the subagents of a thread does not mean interactive threads.
    sourceKinds: sourceKinds?.length
      ? sourceKinds
      : parent == null && family === undefined
        ? INTERACTIVE_SOURCES
        : undefined,
    originators: params.originators == null || params.originators.length === 0 ? undefined : params.originators,
    parentThreadId: parent == null ? undefined : threadIdOf(parent),
    includedIds: isEmpty ? [] : family === undefined ? asked : family.filter((id) => asked?.includes(id) !== false),
    excludedIds: params.excludedThreadIds?.map(threadIdOf),
    search: searchTerm ?? undefined,
  };
}
