import { once } from "node:events";
import { resultOf, startCodex } from "./run-codex.js";
import type { Workspace } from "./workspace.js";

/** `codex worker` with its own home. Disposing stops it and waits for its end. */
export interface FleetWorker extends AsyncDisposable {
  readonly process: Awaited<ReturnType<typeof startCodex>>;
  /** Its log so far. */
  readonly log: () => string;
}

/** Starts one with full access. Settles when it takes turns. */
export function startWorker(workspace: Workspace, url: string, ...args: readonly string[]): Promise<FleetWorker> {
  return startLimitedWorker(workspace, ["--fleet", url, "--sandbox", "danger-full-access", ...args]);
}

/** The same with the limits of its arguments and environment. */
export async function startLimitedWorker(
  workspace: Workspace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<FleetWorker> {
  const worker = await startCodex(workspace, ["worker", ...args], env);
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
