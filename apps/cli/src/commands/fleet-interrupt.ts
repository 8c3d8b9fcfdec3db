import { currentTurnId, interruptTurn } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";
import { openFleet } from "../fleet/open-fleet.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex fleet interrupt THREAD` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [threadId = ""] = invocation.positionals;
  await using fleet = await openFleet(invocation, io, await configFromInvocation(invocation, io));
  const isStopped = await interruptTurn(fleet, threadId, await currentTurnId(fleet, threadId));
  io.stdout.write(isStopped ? "the turn was stopped\n" : "the turn will not run: no worker has it now\n");
  return 0;
}
