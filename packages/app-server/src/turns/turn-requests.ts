import { type JsonSchema, serviceTierNamed } from "@codex/core";
import type { RequestContext } from "@codex/jsonrpc";
import * as z from "zod/mini";
import type { ClientContext } from "../client-services.js";
import { inputFromWire } from "../items/user-input.js";
import type { RequestHandlers, RequestParams } from "../request-handlers.js";
import { internalError, invalidParams, invalidRequest } from "../rpc-errors.js";
import { loadedThread } from "../threads/find-thread.js";
import type { ServedThread } from "../threads/served-thread.js";
import { settingsOfPermissions } from "../threads/thread-config.js";
import { changeSettings, folderOf } from "../threads/thread-settings.js";
import { acceptedTurn } from "./wire-turn.js";

type Methods = "turn/start" | "turn/steer" | "turn/interrupt" | "thread/compact/start" | "thread/shellCommand";

/** Starts, steers and interrupts turns. Their notifications come after the answer. */
export function turnRequests(context: ClientContext): RequestHandlers<Methods> {
  const { server, client } = context;
  const servedFor = (threadId: string, request: RequestContext): ServedThread => {
    const served = loadedThread(server, threadId);
    served.subscriberOf(client)?.holdFor(request);
    return served;
  };
  /** Turns that are being interrupted: further requests wait for the same interruption. */
  const interrupts = new Map<string, Promise<boolean>>();
  return {
    async "turn/start"({ threadId, input, clientUserMessageId, rootTurnId, outputSchema, ...settings }, request) {
      const served = servedFor(threadId, request);
      const said = inputFromWire(input);
      const schema = outputSchema == null ? undefined : schemaOf(outputSchema);
      if (settings.toolOutput != null) throw invalidRequest("toolOutput: outputs without a call are not supported");
      refuseOtherSchema(served, schema);
      await changeSettings(
        settings,
        served,
        await settingsOfPermissions(context, settings, folderOf(settings, served)),
      );
      addContext(served, settings);
      const turn = await served.thread.start(said, {
        ask: served.questions.ask,
        clientId: clientUserMessageId ?? undefined,
        rootTurnId: rootTurnId || undefined,
        settings: { serviceTier: serviceTierNamed(settings.serviceTierForTurn ?? undefined) },
        outputSchema: schema,
      });
      served.answerForm = { turnId: turn.id, schema: JSON.stringify(schema) };
      return { turn: acceptedTurn(turn) };
    },
    async "turn/steer"({ threadId, expectedTurnId, input, clientUserMessageId, additionalContext }, request) {
      const served = servedFor(threadId, request);
      if (input.length === 0) throw invalidRequest("input must not be empty");
      const said = inputFromWire(input);
      if (expectedTurnId === "") throw invalidRequest("expectedTurnId must not be empty");
      checkActive(served, expectedTurnId, "steer");
      const clientId = clientUserMessageId ?? undefined;
      addContext(served, { additionalContext });
      const { id: turnId } = await served.thread.steer(said, { expectedTurnId, clientId });
      return { turnId };
    },
    async "turn/interrupt"({ threadId, turnId: named }, request) {
      const served = servedFor(threadId, request);
      // An empty id means the running turn, if any.
      const turnId = named === "" ? served.thread.activeTurn?.id : served.narrator.turnIdOf(named);
      if (turnId === undefined) return {};
      const stopping = interrupts.get(turnId);
      if (stopping === undefined && !isWaiting(served, turnId)) checkActive(served, turnId, "interrupt");
      const interrupted = stopping ?? served.thread.interrupt(turnId).finally(() => interrupts.delete(turnId));
      interrupts.set(turnId, interrupted);
      await interrupted;
      return {};
    },
    async "thread/shellCommand"({ threadId, command, timeoutMs }, request) {
      if (command.trim() === "") throw invalidRequest("command must not be empty");
      if (timeoutMs != null && timeoutMs < 0) throw invalidParams("timeoutMs must not be negative");
      const limit = timeoutMs == null ? undefined : Math.max(1, timeoutMs);
      await servedFor(threadId, request).thread.runUserCommand({ script: command, timeoutMs: limit });
      return {};
    },
    async "thread/compact/start"({ threadId }, request) {
      await servedFor(threadId, request).thread.compact();
      return {};
    },
  };
}

/** Threads whose turns run on other machines do not take it. */
function addContext(
  served: ServedThread,
  { additionalContext }: Pick<RequestParams<"turn/start">, "additionalContext">,
) {
  const items = served.additionalContext.itemsFor(additionalContext);
  if (items.length > 0) served.thread.queueForModel?.(items);
}

function checkActive({ thread: { activeTurn } }: ServedThread, turnId: string, action: "steer" | "interrupt"): void {
  if (activeTurn === undefined) throw invalidRequest(`no active turn to ${action}`);
  if (activeTurn.id === turnId) return;
  const [expected, found] = action === "steer" ? [`\`${turnId}\``, `\`${activeTurn.id}\``] : [turnId, activeTurn.id];
  throw invalidRequest(`expected active turn id ${expected} but found ${found}`);
}

/** A message that joins the running turn cannot change the schema of its final answer. */
function refuseOtherSchema({ thread: { activeTurn }, answerForm }: ServedThread, schema: JsonSchema | undefined): void {
  if (schema === undefined || activeTurn === undefined) return;
  if (answerForm?.turnId === activeTurn.id && answerForm.schema === JSON.stringify(schema)) return;
  throw internalError("the running turn has another outputSchema: begin one with it when that has ended");
}

function isWaiting({ thread: { waitingTurns = [] } }: ServedThread, turnId: string): boolean {
  return waitingTurns.some(({ id }) => id === turnId);
}

function schemaOf(schema: unknown): JsonSchema {
  const parsed = z.record(z.string(), z.unknown()).safeParse(schema);
  if (parsed.success) return parsed.data;
  throw invalidRequest("outputSchema must be a JSON Schema object");
}
