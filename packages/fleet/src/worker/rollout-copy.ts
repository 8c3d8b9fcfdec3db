import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { hasEnded, type Item, loadRollout, type TurnInfo } from "@codex/core";
import { replaceFile } from "@codex/private-files";
import * as z from "zod/mini";
import type { Fleet } from "../connection/fleet.js";
import { STREAMS, SUBJECTS } from "../connection/names.js";
import { readLog } from "../log/read-log.js";
import { parseJson } from "../messages/event-envelope.js";
import { parseWorkspaceRef, type WorkspaceRef } from "../workspace/workspace-ref.js";

/** A thread's rollout as a file of this machine, for as long as it is worked on. */
export interface RolloutCopy extends AsyncDisposable {
  readonly path: string;
  /** The workspace as it was when the log was written to last. */
  readonly workspace: WorkspaceRef | undefined;
  /** What it says of the turn. */
  readonly turn: SavedTurn;
}

export interface SavedTurn {
  /** Whether what the user said is in it. */
  readonly isHeard: boolean;
  /** How it ended, in a try that nobody was told the end of. */
  readonly end: TurnInfo | undefined;
  /** Items that have ended, by id, in order: those that its tries told of, and not what a rollout is only read as. */
  readonly items: ReadonlyMap<string, Item>;
}

/** Where the copies of a worker are. */
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

/** Writes what the log says; undefined when it says nothing yet. Streams with an age or a limit lose the beginnings of threads first. */
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
  // Workers may share a home, and whoever had the thread before may not be gone yet.
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

/** A turn that was tried more than once has as many turns in the rollout. */
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

/** A call that has an outcome and no item of its own reads as one with a made-up id. */
function isOwn({ id, turnId }: Item): boolean {
  return id.startsWith(`${turnId}/`);
}

/** A turn that broke off reads as one that was closed. */
function hasRealEnd({ status, interruption }: TurnInfo): boolean {
  return status !== "running" && interruption !== "closed";
}

function withoutItems({ items: _items, ...turn }: TurnInfo & { readonly items: readonly Item[] }): TurnInfo {
  return turn;
}
