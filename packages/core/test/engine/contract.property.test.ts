import fc from "fast-check";
import { expect, it } from "vitest";
import { hasEnded } from "../../src/items/item.js";
import type { ThreadEvent } from "../../src/items/thread-event.js";
import { runOneTurn, startScripted, steps } from "./random-turns.js";

/** Plays the steps and then an answer, in two turns; returns all events of the thread. */
async function play(first: readonly string[], second: readonly string[], interrupts: boolean): Promise<ThreadEvent[]> {
  await using engine = await startScripted([first, second]);
  const events: ThreadEvent[] = [];
  {
    await using conversation = await engine.codex.newConversation();
    const { thread } = conversation.conversation;
    thread.observe({ onEvent: (event) => events.push(event) });
    for (const _turn of [1, 2]) await runOneTurn(thread, { interrupts });
  }
  return events;
}

function check(events: readonly ThreadEvent[]): void {
  const turns = new Map<string, "open" | "ended">();
  const items = new Map<string, { readonly turn: string; ended: boolean }>();
  const questions = new Set<string>();
  for (const [index, event] of events.entries()) {
    expect(event.number, "events count from the first one that was seen").toBe((events[0]?.number ?? 0) + index);
    switch (event.type) {
      case "turn-started":
        expect([...turns.values()], "turns do not overlap").not.toContain("open");
        expect(turns.has(event.turn.id), "ids of turns are unique").toBe(false);
        turns.set(event.turn.id, "open");
        break;
      case "item-started":
        expect(turns.get(event.item.turnId), "an item begins within its turn").toBe("open");
        expect(items.has(event.item.id), "ids of items are unique").toBe(false);
        items.set(event.item.id, { turn: event.item.turnId, ended: false });
        break;
      case "item-updated":
        expect(items.get(event.itemId)?.ended, "updates come between start and end").toBe(false);
        break;
      case "item-ended": {
        const item = items.get(event.item.id);
        expect(item?.ended, "an item that began ends once").toBe(false);
        expect(hasEnded(event.item), "its end is final").toBe(true);
        if (item !== undefined) item.ended = true;
        break;
      }
      case "question-asked":
        questions.add(event.question.id);
        break;
      case "question-settled":
        expect(questions.delete(event.question.id), "a question that was asked is settled once").toBe(true);
        break;
      case "turn-ended":
        expect(turns.get(event.turn.id), "a turn that began ends once").toBe("open");
        turns.set(event.turn.id, "ended");
        for (const { turn, ended } of items.values()) if (turn === event.turn.id) expect(ended).toBe(true);
        expect(questions.size, "no question outlives its turn").toBe(0);
        break;
      default:
    }
  }
  expect([...turns.values()]).toEqual(["ended", "ended"]);
}

it("keeps the contract of its events, whatever the model does", async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, fc.boolean(), async (first, second, interrupts) => {
      check(await play(first, second, interrupts));
    }),
    { numRuns: 25 },
  );
});
