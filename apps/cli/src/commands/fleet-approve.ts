import type { Answer } from "@codex/core";
import { answerQuestion } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";
import { openFleet } from "../fleet/open-fleet.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex fleet approve THREAD [QUESTION]` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [threadId = "", questionId] = invocation.positionals;
  await using fleet = await openFleet(invocation, io, await configFromInvocation(invocation, io));
  const answer = answerOf(invocation);
  await answerQuestion(fleet, threadId, { questionId, answer });
  io.stdout.write(`${answer.type}\n`);
  return 0;
}

function answerOf(invocation: Invocation): Answer {
  if (invocation.has("deny")) return { type: "denied" };
  if (invocation.has("cancel")) return { type: "cancelled" };
  return { type: "approved", scope: invocation.has("for-thread") ? "thread" : "once" };
}
