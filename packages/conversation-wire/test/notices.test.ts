import type { Notice } from "@codex/core";
import type { Event } from "@codex/protocol";
import { expect, test } from "vitest";
import { EventAdapter } from "../src/event-adapter.js";

function eventsOf(notice: Notice): Event[] {
  const sent: Event[] = [];
  new EventAdapter().translate({ type: "notice", ...notice }, (event) => sent.push(event));
  return sent;
}

test("a first turn begins with task_started, even if the project's AGENTS.md was cut off", () => {
  expect(eventsOf({ level: "warning", code: "instructions-left-out", message: "cut off" })).toEqual([]);
  expect(eventsOf({ level: "warning", code: "put-aside", message: "moved" })).toEqual([
    { id: "", msg: { type: "background_event", message: "moved" } },
  ]);
});
