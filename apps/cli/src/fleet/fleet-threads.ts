import type { Config } from "@codex/core";
import type { ExecThreads } from "@codex/exec";
import { FleetThread } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";
import type { FleetTask } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";
import { openFleet } from "./open-fleet.js";

/** Threads whose turns workers of a fleet run, in the place of those of this process. */
export async function openFleetThreads(
  invocation: Invocation,
  io: Io,
  { config, threadId, isAnswered }: FleetTask & { readonly config: Config },
): Promise<ExecThreads & AsyncDisposable> {
  const fleet = await openFleet(invocation, io, config);
  return {
    newThread: (_, options) =>
      FleetThread.open(fleet, {
        threadId,
        settings: config,
        // What the user's own configuration says of models is about this machine.
        model: invocation.option("model"),
        label: invocation.option("label"),
        isAnswered,
        originator: options?.originator,
        threadSource: options?.threadSource,
      }),
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}
