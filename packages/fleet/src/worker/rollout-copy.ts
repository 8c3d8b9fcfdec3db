import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { hasEnded, type Item, loadRollout, type TurnInfo } from "@codex/core";
import { replaceFile } from "@codex/private-files";
import * as z from "zod/mini";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { parseJson } from "../messages/parse-json.js";
import { parseWorkspaceRef, type WorkspaceRef } from "../workspace/workspace-ref.js";

/** A temporary local copy of a thread's rollout. */
export interface RolloutCopy extends AsyncDisposable {
  readonly path: string;
  /** The workspace after the latest write. */
  readonly workspace: WorkspaceRef | undefined;
  /** The state of the turn in it. */
  readonly turn: SavedTurn;
}

export interface SavedTurn {
  /** Whether it contains the user's message. */
  readonly isHeard: boolean;
  /** Its end, if an earlier try saved that without reporting it. */
  readonly end: TurnInfo | undefined;
  /** Ended items by id, in order. Excludes items that the reader of rollouts makes up. */
  readonly items: ReadonlyMap<string, Item>;
}

/** The folder for a worker's copies. */
export function rolloutFolder(codexHome: string): string {
  return path.join(codexHome, "fleet", "rollouts");
}

export const UNSAVED_TURN: SavedTurn = { isHeard: false, end: undefined, items: new Map() };

/** The first line of a rollout. */
const BeginningSchema = z.object({ id: z.string() });

export interface CopyOptions {
  readonly threadId: string;
  readonly turnId: string;
  /** The latest message of the log. */
  readonly last: number;
  readonly codexHome: string;
  readonly signal: AbortSignal;
}

/** Copies the log to a file; undefined if it is empty. Streams with an age or a limit lose the beginnings of threads first. */
export async function copyRollout(
  fleet: Fleet,
  options: CopyOptions,
): Promise<RolloutCopy | "without-beginning" | undefined> {
  const { threadId, last, codexHome, signal } = options;
  const folder = rolloutFolder(codexHome);
  if (last === 0) return undefined;
  const lines: string[] = [];
  const subject = SUBJECTS.rollout(threadId);
  let workspace: string | undefined;
  for await (const entry of readLog(fleet, { stream: STREAMS.rollouts, subject, last, signal })) {
    lines.push(entry.data);
    workspace = entry.workspace ?? workspace;
  }
  if (lines.length === 0) return undefined;
  if (!isBeginning(lines[0], threadId)) return "without-beginning";
  // Workers may share a home, and the previous owner of the thread may still be running.
  const file = path.join(folder, `${threadId}.${randomUUID()}.jsonl`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(file, `${lines.join("\n")}\n`);
  return {
    path: file,
    workspace: workspace === undefined ? undefined : parseWorkspaceRef(parseJson(workspace)),
    turn: await savedTurn(file, codexHome, options.turnId),
    [Symbol.asyncDispose]: () => rm(file, { force: true }),
  };
}

function isBeginning(data = "", threadId: string): boolean {
  return BeginningSchema.safeParse(parseJson(data.split("\n", 1)[0] ?? "")).data?.id === threadId;
}

/** In the rollout, each try is a turn of its own. */
async function savedTurn(file: string, codexHome: string, turnId: string): Promise<SavedTurn> {
  const { turns } = await loadRollout(file, codexHome);
  const tries = turns.filter(({ id }) => id === turnId || id.startsWith(`${turnId}.`));
  const items = tries.flatMap((turn) => turn.items);
  const latest = tries.at(-1);
  return {
    isHeard: items.some(({ kind }) => kind === "user-message"),
    end: latest !== undefined && hasRealEnd(latest) ? withoutItems(latest) : undefined,
    items: new Map(items.filter((item) => hasEnded(item) && isOwn(item)).map((item) => [item.id, item])),
  };
}

/** The reader makes up ids of calls that have an outcome but no item. */
function isOwn({ id, turnId }: Item): boolean {
  return id.startsWith(`${turnId}/`);
}

/** An aborted turn is read as one that was closed. */
function hasRealEnd({ status, interruption }: TurnInfo): boolean {
  return status !== "running" && interruption !== "closed";
}

function withoutItems({ items: _items, ...turn }: TurnInfo & { readonly items: readonly Item[] }): TurnInfo {
  return turn;
}
