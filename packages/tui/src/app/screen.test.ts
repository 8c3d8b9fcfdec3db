import { expect, test } from "vitest";
import { EMPTY, safe } from "../text/safe.js";
import { Screen } from "./screen.js";

test("nothing is drawn for a former size of the terminal, even before the terminal reports the new one", async () => {
  let size = { columns: 80, rows: 24 };
  const events: string[] = [];
  const { promise: drawnAgain, resolve } = Promise.withResolvers<void>();
  using screen = new Screen({
    write: (bytes) => {
      events.push(bytes.includes("live") ? "frame" : "other");
      if (size.rows === 10) resolve();
    },
    size: () => size,
    reflow: "exact",
    frame: () => ({
      lines: [],
      open: undefined,
      rows: [safe`live ${events.length}`],
      cursor: { row: 0, before: EMPTY },
    }),
    askCursorRow: async () => {
      events.push("asked");
      return 3;
    },
    resizePauseMs: 0,
  });
  screen.draw();
  size = { columns: 80, rows: 10 };
  screen.draw();
  expect(events).toEqual(["frame"]);
  await drawnAgain;
  expect(events.slice(0, 3)).toEqual(["frame", "asked", "frame"]);
});
