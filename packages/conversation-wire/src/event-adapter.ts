import type { Item, Notice, ThreadEventBody, TurnInfo } from "@codex/core";
import type { Event, EventMsg } from "@codex/protocol";
import { approvalRequestOf } from "./approval-request.js";
import { tokenUsageToWire } from "./engine-to-wire.js";
import { eventsOf } from "./item-events.js";

/** How many ended turns are remembered. */
const MAX_TURNS = 100;

/** Translates the events of a thread into those of this protocol. */
export class EventAdapter {
  /** The submission that started each turn. */
  readonly #submissions = new Map<string, string>();
  /** Items that wait for approval. */
  readonly #proposed = new Map<string, Item>();
  /** Items in progress. An update has only its item's id. */
  readonly #open = new Map<string, Item>();

  /** Notes which submission starts a turn, before it starts. */
  name(turnId: string, submissionId: string): void {
    this.#submissions.set(turnId, submissionId);
    for (const oldest of this.#submissions.keys()) {
      if (this.#submissions.size <= MAX_TURNS) return;
      this.#submissions.delete(oldest);
    }
  }

  submissionOf(turnId: string | undefined): string {
    return (turnId === undefined ? undefined : this.#submissions.get(turnId)) ?? "";
  }

  /** Sends the protocol's events for an event of the thread. */
  translate(event: ThreadEventBody, send: (event: Event) => void): void {
    switch (event.type) {
      case "turn-started":
        return send({
          id: this.submissionOf(event.turn.id),
          msg: { type: "task_started", model_context_window: event.turn.contextWindow },
        });
      case "item-started":
        if (event.item.status === "proposed") this.#proposed.set(event.item.id, event.item);
        else this.#begin(event.item, send);
        return;
      case "item-updated": {
        const id = this.submissionOf(event.turnId);
        const { update } = event;
        if (update.type === "running") {
          const proposed = this.#proposed.get(event.itemId);
          if (proposed !== undefined) this.#begin(proposed, send);
          return;
        }
        const open = update.type === "changed" ? update.item : this.#open.get(event.itemId);
        if (open === undefined) return;
        if (update.type === "changed") this.#open.set(open.id, open);
        const msg = eventsOf(open).updated?.(open, update);
        if (msg !== undefined) send({ id, msg });
        return;
      }
      case "item-ended":
        return this.#end(event.item, send);
      case "question-asked": {
        const msg = approvalRequestOf(event.question);
        if (msg !== undefined) send({ id: this.submissionOf(event.question.turnId), msg });
        return;
      }
      case "question-settled":
        return;
      case "usage":
        return send({
          id: this.submissionOf(event.turnId),
          msg: { type: "token_count", ...tokenUsageToWire(event.last) },
        });
      case "turn-diff":
        // This protocol cannot report undone changes.
        if (event.diff === "") return;
        return send({ id: this.submissionOf(event.turnId), msg: { type: "turn_diff", unified_diff: event.diff } });
      case "notice":
        // Clients of this protocol expect a first turn to begin with `task_started`, whatever project they work in.
        if (event.code === "instructions-left-out") return;
        return send({ id: this.submissionOf(event.turnId), msg: noticeMsg(event) });
      case "turn-ended": {
        const id = this.submissionOf(event.turn.id);
        for (const msg of turnEnd(event.turn)) send({ id, msg });
        return;
      }
      case "reverted":
      case "continued":
      case "goal":
      case "closed":
        return;
      default:
        event satisfies never;
    }
  }

  #begin(item: Item, send: (event: Event) => void): void {
    this.#proposed.delete(item.id);
    this.#open.set(item.id, item);
    const msg = eventsOf(item).begun?.(item);
    if (msg !== undefined) send({ id: this.submissionOf(item.turnId), msg });
  }

  #end(item: Item, send: (event: Event) => void): void {
    this.#proposed.delete(item.id);
    if (!this.#open.delete(item.id) || (item.status !== "completed" && item.status !== "failed")) return;
    for (const msg of eventsOf(item).ended?.(item) ?? []) send({ id: this.submissionOf(item.turnId), msg });
  }
}

function noticeMsg({ level, code, message }: Notice): EventMsg {
  if (code === "stream-retry") return { type: "stream_error", message };
  return { type: level === "error" ? "error" : "background_event", message };
}

function turnEnd({ status, error, interruption, finalMessage }: TurnInfo): EventMsg[] {
  switch (status) {
    case "interrupted":
      return [{ type: "turn_aborted", reason: interruption === "replaced" ? "replaced" : "interrupted" }];
    case "failed":
      return [
        { type: "error", message: error?.message ?? "" },
        { type: "task_complete", last_agent_message: undefined },
      ];
    default:
      return [{ type: "task_complete", last_agent_message: finalMessage }];
  }
}

const DELTAS = new Set<string>([
  "agent_message_delta",
  "agent_reasoning_delta",
  "agent_reasoning_raw_content_delta",
  "exec_command_output_delta",
]);

/** Whether a slow reader may lose the event, because the complete item follows. */
export function isDelta({ msg }: Event): boolean {
  return DELTAS.has(msg.type);
}
