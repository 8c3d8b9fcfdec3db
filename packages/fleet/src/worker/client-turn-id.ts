import type { ThreadEventBody } from "@codex/core";

/** The engine's id for a try of a turn; the engine uses no id twice. */
export function engineTurnId(turnId: string, attempt: number): string {
  return attempt === 1 ? turnId : `${turnId}.${attempt}`;
}

/** Gives an event of any try the turn id that clients know. */
export function withClientTurnId(event: ThreadEventBody, turnId: string): ThreadEventBody {
  switch (event.type) {
    case "turn-started":
    case "turn-ended":
      return { ...event, turn: { ...event.turn, id: turnId } };
    case "item-started":
    case "item-ended":
      return { ...event, item: { ...event.item, turnId } };
    case "item-updated": {
      const { update } = event;
      return {
        ...event,
        turnId,
        update: update.type === "changed" ? { ...update, item: { ...update.item, turnId } } : update,
      };
    }
    case "question-asked":
    case "question-settled":
      return { ...event, question: { ...event.question, turnId } };
    case "usage":
    case "turn-diff":
      return { ...event, turnId };
    case "notice":
      return event.turnId === undefined ? event : { ...event, turnId };
    case "reverted":
    case "continued":
    case "goal":
    case "closed":
      return event;
    default:
      return event satisfies never;
  }
}
