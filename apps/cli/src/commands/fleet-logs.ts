import { threadEventJson } from "@codex/core";
import { createHumanOutput } from "@codex/exec";
import { type Fleet, type FollowOptions, followThread, isKnownThread, lastEventSequence } from "@codex/fleet";
import { createStyle, terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { openFleet } from "../fleet/open-fleet.js";
import { positiveNumber } from "../fleet/worker-arguments.js";
import type { Io } from "../io.js";
import { isColoured } from "../is-coloured.js";
import { configFromInvocation } from "./session-config.js";

/** `codex fleet logs THREAD`: prints the thread's events so far; with -f, also new ones. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const [threadId = ""] = invocation.positionals;
  const from = positiveNumber(invocation, "from");
  const config = await configFromInvocation(invocation, io);
  await using fleet = await openFleet(invocation, io, config);
  if (!(await isKnownThread(fleet, threadId))) throw new Error(`the fleet has no thread ${threadId}`);
  if ((await lastEventSequence(fleet, threadId)) === 0)
    io.stderr.write("note: no events yet: its turn waits for a worker\n");
  const show = invocation.has("json") ? jsonLines(io) : forPeople(config, invocation, io);
  if (invocation.has("follow")) await followThread(fleet, threadId, { from, signal: io.signal, onEvent: show });
  else await showSoFar(fleet, threadId, { from, signal: io.signal, onEvent: show });
  return 0;
}

/** Up to the message that is currently the latest. */
async function showSoFar(fleet: Fleet, threadId: string, { from = 1, signal, onEvent }: FollowOptions): Promise<void> {
  const last = await lastEventSequence(fleet, threadId);
  if (from > last) return;
  const done = new AbortController();
  await followThread(fleet, threadId, {
    from,
    signal: AbortSignal.any([signal, done.signal]),
    onEvent: (event, origin) => {
      if (origin.sequence !== undefined && origin.sequence <= last) onEvent(event, origin);
    },
    onMessage: (sequence) => {
      if (sequence >= last) done.abort();
    },
  });
}

function jsonLines(io: Io): FollowOptions["onEvent"] {
  return (event, { sequence, turnId, attempt, worker }) => {
    io.stdout.write(`${JSON.stringify({ sequence, turnId, attempt, worker, event: threadEventJson(event) })}\n`);
  };
}

function forPeople(
  config: Parameters<typeof createHumanOutput>[0]["config"],
  invocation: Invocation,
  io: Io,
): FollowOptions["onEvent"] {
  const write = (text: string) => void io.stdout.write(text);
  const style = createStyle(isColoured(invocation, io));
  const output = createHumanOutput({ writeProgress: write, writeResult: write, style, config });
  return (event) => {
    output.event(event);
    if (event.type === "question-asked") write(`${style.yellow("question")} ${terminalLine(event.question.id)}\n`);
    if (event.type === "turn-ended") write(`${style.dim(`the turn ${event.turn.status}`)}\n`);
  };
}
