import { randomUUID } from "node:crypto";
import { lstat, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "@codex/core";
import { lastRolloutSequence } from "../client/thread-log.js";
import type { Fleet } from "../connection/fleet.js";
import { isThreadId } from "../connection/names.js";
import { listNames } from "../workspace/list-names.js";
import { unsavedWork } from "../workspace/unsaved-work.js";
import { takeLease } from "./lease.js";
import { LEAVING } from "./own-workspace.js";
import { rolloutFolder } from "./rollout-copy.js";
import { DEFAULT_KEEP_WORKSPACES_MS, type WorkerOptions } from "./worker-options.js";

const PAUSE_MS = 60 * 60 * 1000;

/** `removed`: the fleet has its content; `gone`: the fleet no longer has the thread. */
type Outcome = "removed" | "gone" | "in-use" | { readonly why: string };

/** Removes workspaces that have long been unused, now and every hour, until the signal. Never throws. */
export async function pruneWorkspaces(fleet: Fleet, worker: WorkerOptions, signal: AbortSignal): Promise<void> {
  const said = new Set<string>();
  while (!signal.aborted) {
    await pruneOnce(fleet, worker, { signal, said }).catch(() => {});
    await sleep(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}

interface Pruning {
  readonly signal: AbortSignal;
  /** Threads whose remaining workspaces were reported. */
  readonly said: Set<string>;
}

async function pruneOnce(fleet: Fleet, worker: WorkerOptions, { signal, said }: Pruning): Promise<void> {
  const { workspaces, codexHome, keepWorkspacesMs = DEFAULT_KEEP_WORKSPACES_MS } = worker;
  const unusedSince = Date.now() - keepWorkspacesMs;
  await removeOldCopies(rolloutFolder(codexHome), unusedSince);
  let removed = 0;
  for (const name of await readdir(workspaces).catch(() => [])) {
    if (signal.aborted) return;
    const folder = path.join(workspaces, name);
    if (name.startsWith(LEAVING)) await rm(folder, { recursive: true, force: true });
    if (!isThreadId(name) || (await isChangedSince(folder, unusedSince))) continue;
    const outcome = await pruneWorkspace(fleet, worker, { threadId: name, signal }).catch((error) => ({
      why: errorMessage(error),
    }));
    if (outcome === "removed") removed++;
    const line = lineAbout(folder, outcome);
    if (line === undefined || said.has(name)) continue;
    said.add(name);
    worker.onNotice(line);
  }
  if (removed > 0)
    worker.onNotice(`workspaces that were removed, unused for long: ${removed}; the fleet has what was in them`);
}

/** Takes the thread's lease, so that no worker of this machine starts a turn in the workspace meanwhile. */
async function pruneWorkspace(
  fleet: Fleet,
  { workspaces, id, codexHome, env }: WorkerOptions,
  { threadId, signal }: { readonly threadId: string; readonly signal: AbortSignal },
): Promise<Outcome> {
  const root = path.join(workspaces, threadId);
  await using lease = await takeLease(fleet, threadId, id);
  if (lease === undefined) return "in-use";
  const isKnown = (await lastRolloutSequence(fleet, threadId)) > 0;
  const unkept = isKnown ? await unsavedWork(fleet, { root, codexHome, env, signal }) : [];
  if (unkept.length > 0) return { why: `nobody else has ${listNames(unkept)}` };
  if (lease.lost.aborted || signal.aborted) return "in-use";
  const leaving = path.join(workspaces, `${LEAVING}${randomUUID()}`);
  await rename(root, leaving);
  await rm(leaving, { recursive: true, force: true });
  return isKnown ? "removed" : "gone";
}

function lineAbout(folder: string, outcome: Outcome): string | undefined {
  if (outcome === "in-use" || outcome === "removed") return undefined;
  if (outcome === "gone")
    return `the workspace ${folder}, unused for long, was removed; the fleet has its thread no more`;
  return `the workspace ${folder}, unused for long, stays: ${outcome.why}. Remove it when it is not needed`;
}

/** Removes copies of rollouts that killed workers have left. */
async function removeOldCopies(folder: string, unusedSince: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    if (!(await isChangedSince(file, unusedSince))) await rm(file, { force: true });
  }
}

/** Whether anything in it was written since then. Ignores files that disappear meanwhile. */
async function isChangedSince(file: string, time: number): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined) return false;
  if (stats.mtimeMs >= time) return true;
  if (!stats.isDirectory()) return false;
  for (const name of await readdir(file)) if (await isChangedSince(path.join(file, name), time)) return true;
  return false;
}
