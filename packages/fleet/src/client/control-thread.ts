import type { Answer } from "@codex/core";
import { NoRespondersError, RequestError } from "@nats-io/transport-node";
import type { Fleet } from "../connection/fleet.js";
import { SUBJECTS } from "../connection/names.js";
import { isOutage } from "../connection/nats-errors.js";
import { whileConnected } from "../connection/while-connected.js";
import { FleetError } from "../fleet-error.js";
import { type ControlReply, type ControlRequest, parseControlReply } from "../messages/control-message.js";
import { parseJson } from "../messages/parse-json.js";

const REPLY_LIMIT_MS = 5_000;

/** Answers a question of a thread's turn; without an id, the only open one. @throws FleetError `not-running`, `question-not-open` */
export async function answerQuestion(
  fleet: Fleet,
  threadId: string,
  { questionId, answer }: { readonly questionId?: string | undefined; readonly answer: Answer },
): Promise<void> {
  const reply = await ask(fleet, threadId, { type: "answer", questionId, answer });
  if (reply.type === "done") return;
  if (reply.type === "question-not-open") {
    const open = reply.open.length === 0 ? "none is" : `open are ${reply.open.join(", ")}`;
    const which =
      questionId === undefined ? "there is not one open question" : `the question ${questionId} is not open`;
    throw new FleetError("question-not-open", `${which}: ${open}`);
  }
  throw notRunning(threadId);
}

/**
 * Stops a turn, whether it is running or queued: the worker that takes it later sees that it should stop. False if no worker has it now.
 * @throws FleetError `unreachable` if the server does not answer.
 */
export async function interruptTurn(fleet: Fleet, threadId: string, turnId: string): Promise<boolean> {
  const failure = await noteInterrupt(fleet, threadId, turnId);
  // A server that has no room for the note may still pass the request on.
  if (await isInterrupted(fleet, threadId, turnId)) return true;
  if (failure !== undefined) throw failure;
  return false;
}

async function isInterrupted(fleet: Fleet, threadId: string, turnId: string): Promise<boolean> {
  if (!fleet.isConnected) return false;
  try {
    return (await ask(fleet, threadId, { type: "interrupt", turnId })).type === "done";
  } catch (error) {
    if (error instanceof FleetError) return false;
    throw error;
  }
}

/** Leaves a note for whoever takes the turn later. Returns why that failed, if the server does not answer or has no room. */
async function noteInterrupt(fleet: Fleet, threadId: string, turnId: string): Promise<FleetError | undefined> {
  const next = `stop it once the fleet's server answers: codex fleet interrupt ${threadId}`;
  const failure = (cause?: unknown) =>
    new FleetError("unreachable", `the turn continues, since no worker can be reached to stop it; ${next}`, { cause });
  if (!fleet.isConnected) return failure();
  try {
    await whileConnected(fleet, fleet.interrupts.put(turnId, threadId));
    return undefined;
  } catch (error) {
    if (isOutage(error)) return failure(error);
    throw error;
  }
}

async function ask(fleet: Fleet, threadId: string, request: ControlRequest): Promise<ControlReply> {
  const subject = SUBJECTS.control(threadId);
  const payload = new TextEncoder().encode(JSON.stringify(request));
  const most = fleet.connection.info?.max_payload ?? Number.POSITIVE_INFINITY;
  if (payload.length > most)
    throw new FleetError("message-invalid", `it has ${payload.length} bytes, and the fleet's server takes ${most}`);
  try {
    const message = await fleet.connection.request(subject, payload, { timeout: REPLY_LIMIT_MS });
    const reply = parseControlReply(parseJson(message.string()));
    if (reply !== undefined && reply.type !== "not-understood") return reply;
  } catch (error) {
    if (isNobodyThere(error)) throw notRunning(threadId);
    throw new FleetError("unreachable", `the worker of thread ${threadId} does not answer`, { cause: error });
  }
  throw new FleetError(
    "message-invalid",
    `the worker of thread ${threadId} has another version: it does not understand`,
  );
}

function isNobodyThere(error: unknown): boolean {
  return error instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders());
}

function notRunning(threadId: string): FleetError {
  return new FleetError("not-running", `no worker runs a turn of thread ${threadId} now`);
}
