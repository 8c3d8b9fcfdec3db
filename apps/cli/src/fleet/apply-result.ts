import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { gitRepositoryRoot } from "@codex/core";
import { type Fleet, patchBetween, type Snapshot, threadWorkspace } from "@codex/fleet";
import { terminalText } from "@codex/terminal";
import { applyDiff } from "../apply-diff.js";
import type { Io } from "../io.js";

const GIT_LIMIT_MS = 120_000;

export interface AppliedThread {
  /** In the working tree that is changed. */
  readonly cwd: string;
  readonly codexHome: string;
  readonly threadId: string;
  /** The state that the thread started from. */
  readonly from: Snapshot;
}

/** Applies a thread's changes to the working tree that it started from. Changes that do not apply are saved to a file. */
export async function applyResult(
  fleet: Fleet,
  io: Io,
  { cwd, codexHome, threadId, from }: AppliedThread,
): Promise<void> {
  const root = (await gitRepositoryRoot(cwd)) ?? cwd;
  const to = await threadWorkspace(fleet, threadId);
  if (to?.type !== "snapshot") throw new Error(`the thread ${threadId} has no workspace to bring back`);
  const call = { cwd: root, codexHome, env: io.env, signal: io.signal, timeoutMs: GIT_LIMIT_MS };
  const patch = await patchBetween(fleet, { from, to }, call);
  if (patch === "") {
    io.stderr.write("nothing was changed\n");
    return;
  }
  const problem = await applyDiff([], patch, { ...io, cwd: root });
  if (problem === undefined) {
    io.stderr.write("the changes are in the working tree\n");
    return;
  }
  const file = path.join(cwd, `codex-${threadId}.patch`);
  // Replaces an old file, and does not follow a link in its place.
  await rm(file, { force: true });
  await writeFile(file, patch, { flag: "wx" });
  throw new Error(
    `the changes no longer apply to the working tree; they are in ${file}:\n${terminalText(problem.trimEnd())}`,
  );
}
