import type { AppServerClient, ServerAnswers } from "@codex/client/app-server";
import { type Started, startAppServer } from "@codex/client/node";
import type { ModelServer } from "@codex/test-support";
import { builtCodex } from "./built-codex.js";
import { startWorker } from "./fleet-worker.js";
import { startNats } from "./nats.js";
import { createWorkspace, type Workspace } from "./workspace.js";

export interface FleetClientOptions {
  readonly answers?: ServerAnswers;
  readonly args?: readonly string[];
}

/** `codex app-server --fleet`, with the typed client. */
export async function startFleetClient(
  workspace: Workspace,
  url: string,
  { answers = {}, args = [] }: FleetClientOptions = {},
): Promise<Started<AppServerClient>> {
  return startAppServer({
    command: [process.execPath, await builtCodex(), "app-server", "--fleet", url, ...args],
    cwd: workspace.cwd,
    env: workspace.env,
    clientInfo: { name: "tester", version: "1" },
    experimentalApi: true,
    answers,
  });
}

/** A fleet with one worker, and the workspace of a user on another machine. */
export async function startSmallFleet(model: ModelServer, config = "") {
  await using stack = new AsyncDisposableStack();
  const nats = stack.use(await startNats());
  const machine = stack.use(await createWorkspace({ model }));
  const workspace = stack.use(await createWorkspace({ config }));
  const worker = stack.use(await startWorker(machine, nats.url));
  const owned = stack.move();
  return {
    url: nats.url,
    machine,
    workspace,
    worker,
    connect: (options?: FleetClientOptions) => startFleetClient(workspace, nats.url, options),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export const textInput = (text: string) => [{ type: "text" as const, text, text_elements: [] }];
