import type { TurnView } from "@codex/core";
import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { ThreadPrinter } from "./thread-printer.js";

const base = { turnId: "t", status: "completed", startedAt: 0, endedAt: 0 } as const;
const turn: TurnView = {
  id: "t",
  kind: "input",
  status: "completed",
  startedAt: 0,
  endedAt: 0,
  items: [
    { ...base, kind: "user-message", id: "t/1", content: [{ type: "text", text: "said elsewhere" }] },
    { ...base, kind: "agent-message", id: "t/2", text: "answered elsewhere" },
  ],
};

test("turns of another process are printed once, as if they had run here", () => {
  const printer = new ThreadPrinter(() => look);
  printer.take({ type: "continued", turns: [turn] });
  const printed = printer.takeLines().join("\n");
  expect(printed).toMatch(/said elsewhere[\s\S]*answered elsewhere/);
  expect(printed.match(/said elsewhere/g)).toHaveLength(1);
  expect(printer.view.turns).toMatchObject([{ id: "t", status: "completed" }]);
  expect(printer.turn).toBeUndefined();
});

test("a message may have more lines than a function can have arguments", () => {
  const printer = new ThreadPrinter(() => look);
  const lines = 200_000;
  const text = "a\n\n".repeat(lines / 2);
  printer.take({
    type: "continued",
    turns: [{ ...turn, items: [{ ...base, kind: "agent-message", id: "t/1", text }] }],
  });
  expect(printer.takeLines().length).toBeGreaterThanOrEqual(lines);
});
