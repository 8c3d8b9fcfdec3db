import type { ThreadEvent } from "@codex/exec/events";
import { expect } from "vitest";
import { checkedEvent } from "../../../../packages/exec/test/support/exec-event.js";

export const jsonLines = (stdout: string): unknown[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** The lines of `--json`, each checked against its schema. */
export function eventsOf(stdout: string): ThreadEvent[] {
  const lines = jsonLines(stdout);
  const events = lines.map((line) => checkedEvent(line));
  expect(events).toEqual(lines);
  return events;
}

/** The same of a run whose turn has ended. */
export function eventsOfTurn(stdout: string): ThreadEvent[] {
  const events = eventsOf(stdout);
  expect(events.at(-1)?.type).toMatch(/^turn\.(completed|failed)$/);
  return events;
}
