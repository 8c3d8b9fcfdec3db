import { once } from "node:events";
import { resultOf, startCodex } from "./run-codex.js";
import type { Workspace } from "./workspace.js";

/** `codex worker`, with a home of its own. Disposing of it asks it to stop, and waits for its end. */
export interface FleetWorker extends AsyncDisposable {
  readonly process: Awaited<ReturnType<typeof startCodex>>;
  /** What it has said so far. */
  readonly log: () => string;
}

/** Settles when it takes turns. */
export async function startWorker(workspace: Workspace, url: string, ...args: readonly string[]): Promise<FleetWorker> {
  const worker = await startCodex(workspace, ["worker", "--fleet", url, "--sandbox", "danger-full-access", ...args]);
  let log = "";
  worker.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });
  const result = resultOf(worker);
  await once(worker.stderr, "data");
  return {
    process: worker,
    log: () => log,
    async [Symbol.asyncDispose]() {
      worker.kill("SIGTERM");
      await result;
    },
  };
}
