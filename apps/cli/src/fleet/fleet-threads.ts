import { gitRepositoryRoot } from "@codex/core";
import type { ExecThreads } from "@codex/exec";
import { type Fleet, FleetThread, fleetWorkers, listNames, takeSnapshot, type WorkspaceRef } from "@codex/fleet";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { FleetRun } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";
import { applyResult } from "./apply-result.js";
import { openFleet } from "./open-fleet.js";

/** Threads whose turns run on a fleet's workers instead of in this process. */
export interface FleetThreads extends ExecThreads, AsyncDisposable {
  /** Applies the turn's changes here if the command line says so. */
  finish(): Promise<void>;
}

export async function openFleetThreads(invocation: Invocation, io: Io, run: FleetRun): Promise<FleetThreads> {
  const { config, threadId, isAnswered } = run;
  if (threadId !== undefined && invocation.has("apply"))
    throw new Error("--apply is for new threads: only they start from this working tree");
  const fleet = await openFleet(invocation, io, config);
  let begun: { readonly thread: FleetThread; readonly workspace: WorkspaceRef | undefined } | undefined;
  return {
    async newThread(_, options) {
      const workspace = threadId === undefined ? await workspaceOf(invocation, io, fleet, run) : undefined;
      const thread = await FleetThread.open(fleet, {
        threadId,
        settings: config,
        // The user's own model settings are about this machine.
        model: invocation.option("model"),
        limits: config.limits,
        webSearch: invocation.has("search") || undefined,
        workspace: async () => workspace,
        source: isAnswered ? "cli" : "exec",
        clientFolder: config.cwd,
        label: invocation.option("label"),
        isAnswered,
        originator: options?.originator,
        threadSource: options?.threadSource,
      });
      begun = { thread, workspace };
      void warnOfNoWorker(fleet, io, invocation.option("label")).catch(() => {});
      return thread;
    },
    async finish() {
      if (!invocation.has("apply") || begun?.workspace?.type !== "snapshot") return;
      await applyResult(fleet, io, {
        cwd: config.cwd,
        codexHome: config.codexHome,
        threadId: begun.thread.id,
        from: begun.workspace,
      });
    },
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

/** Without a worker, the turn waits forever, so this is reported. */
async function warnOfNoWorker(fleet: Fleet, io: Io, label: string | undefined): Promise<void> {
  const workers = await fleetWorkers(fleet);
  if (workers.some(({ isDraining, labels }) => !isDraining && (label === undefined || labels.includes(label)))) return;
  const which = label === undefined ? "" : ` with the label ${terminalText(label)}`;
  io.stderr.write(`note: no worker${which} is available; the turn waits for one (codex worker)\n`);
}

/** The thread's workspace; by default a copy of the current repository. */
async function workspaceOf(
  invocation: Invocation,
  io: Io,
  fleet: Fleet,
  { config: { cwd, codexHome } }: FleetRun,
): Promise<WorkspaceRef | undefined> {
  const [url, shared] = [invocation.option("repo"), invocation.option("shared")];
  if (url !== undefined) return { type: "clone", url, ref: invocation.option("ref") };
  if (invocation.has("ref")) throw new Error("--ref requires --repo");
  if (shared !== undefined) return { type: "shared", path: shared };
  if ((await gitRepositoryRoot(cwd)) === undefined) return undefined;
  const taken = await takeSnapshot(fleet, { cwd, codexHome, env: io.env, signal: io.signal });
  if (taken !== undefined && taken.left.length > 0) {
    const names = terminalText(listNames(taken.left));
    io.stderr.write(
      `note: left out of the workspace, since it looks secret, is too large, cannot be read or is a repository of its own: ${names}\n`,
    );
  }
  return taken?.snapshot;
}
