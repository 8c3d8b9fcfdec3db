import type { Goal } from "./goal.js";
import type { Item } from "./item.js";
import { applyUpdate } from "./item-update.js";
import type { Notice } from "./notice.js";
import type { Question } from "./question.js";
import type { ThreadEventBody } from "./thread-event.js";
import { NO_TOKENS, type TokenUsage } from "./token-usage.js";
import type { TurnView } from "./turn-view.js";

/** The state of a thread for display: the fold of its events. Reading a saved thread gives the same. */
export interface ThreadView {
  readonly turns: readonly TurnView[];
  /** The open questions, oldest first. */
  readonly questions: readonly Question[];
  /** The latest notices, with or without a turn. */
  readonly notices: readonly (Notice & { readonly turnId?: string | undefined })[];
  /** Tokens of the thread, including earlier sessions. */
  readonly usage: TokenUsage;
  /** The goal, known once it changes; undefined without a goal. */
  readonly goal?: Goal | undefined;
  readonly closed: boolean;
}

export const EMPTY_THREAD: ThreadView = { turns: [], questions: [], notices: [], usage: NO_TOKENS, closed: false };

const MAX_NOTICES = 100;

/** The view after the event. Unchanged parts are shared between views, so identity tells what changed. */
export function foldThreadEvent(view: ThreadView, event: ThreadEventBody): ThreadView {
  switch (event.type) {
    case "turn-started":
      return { ...view, turns: [...view.turns, { ...event.turn, items: [] }] };
    case "turn-ended":
      return changeTurn(view, event.turn.id, (turn) => ({ ...turn, ...event.turn }));
    case "item-started":
      return changeTurn(view, event.item.turnId, (turn) => ({ ...turn, items: [...turn.items, event.item] }));
    case "item-updated":
      return changeItem(view, event, (item) => applyUpdate(item, event.update));
    case "item-ended":
      return changeItem(view, { turnId: event.item.turnId, itemId: event.item.id }, () => event.item);
    case "question-asked":
      return { ...view, questions: [...view.questions, event.question] };
    case "question-settled":
      return { ...view, questions: view.questions.filter(({ id }) => id !== event.question.id) };
    case "usage":
      return changeTurn({ ...view, usage: event.total }, event.turnId, (turn) => ({
        ...turn,
        usage: event.turn,
        lastUsage: event.last,
      }));
    case "turn-diff":
      return changeTurn(view, event.turnId, (turn) => ({ ...turn, diff: event.diff }));
    case "notice": {
      const { type: _type, ...notice } = event;
      return { ...view, notices: [...view.notices, notice].slice(-MAX_NOTICES) };
    }
    case "reverted": {
      const index = view.turns.findIndex(({ id }) => id === event.beforeTurnId);
      return index === -1 ? view : { ...view, turns: view.turns.slice(0, index) };
    }
    case "continued":
      return { ...view, turns: [...view.turns, ...event.turns] };
    case "goal":
      return { ...view, goal: event.goal };
    case "closed":
      return { ...view, closed: true };
    default:
      return event satisfies never;
  }
}

function changeTurn(view: ThreadView, id: string, change: (turn: TurnView) => TurnView): ThreadView {
  const index = view.turns.findLastIndex((turn) => turn.id === id);
  const turn = view.turns[index];
  return turn === undefined ? view : { ...view, turns: view.turns.with(index, change(turn)) };
}

function changeItem(
  view: ThreadView,
  { turnId, itemId }: { readonly turnId: string; readonly itemId: string },
  change: (item: Item) => Item,
): ThreadView {
  return changeTurn(view, turnId, (turn) => {
    const index = turn.items.findLastIndex(({ id }) => id === itemId);
    const item = turn.items[index];
    return item === undefined ? turn : { ...turn, items: turn.items.with(index, change(item)) };
  });
}
