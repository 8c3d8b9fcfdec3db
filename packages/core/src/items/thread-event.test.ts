import { expect, test } from "vitest";
import type { Item } from "./item.js";
import { mayBeLost, type ThreadEventBody } from "./thread-event.js";
import type { TurnInfo } from "./turn.js";

const update = (body: Extract<ThreadEventBody, { type: "item-updated" }>["update"]): ThreadEventBody => ({
  type: "item-updated",
  turnId: "t",
  itemId: "i",
  update: body,
});

test("a slow listener may lose only updates whose content the item's end repeats", () => {
  const bytes = new Uint8Array();
  expect(
    [
      update({ type: "text", delta: "x" }),
      update({ type: "raw-text", delta: "x" }),
      update({ type: "output", stream: "stdout", bytes, text: "x" }),
    ].map(mayBeLost),
  ).toEqual([true, true, true]);
  const others: ThreadEventBody[] = [
    update({ type: "section" }),
    update({ type: "running" }),
    { type: "item-ended", item: {} as Item },
    { type: "item-started", item: {} as Item },
    { type: "turn-ended", turn: {} as TurnInfo },
    { type: "notice", turnId: undefined, level: "info", code: "put-aside", message: "x" },
    { type: "closed" },
  ];
  expect(others.filter(mayBeLost)).toEqual([]);
});
