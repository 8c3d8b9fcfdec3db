import type { ItemKind } from "@codex/core";
import { expect, expectTypeOf, it } from "vitest";
import { itemEvents } from "../src/item-events.js";

it("translates every kind of item: a table that lacks one does not compile", () => {
  const { hook: _left, ...incomplete } = itemEvents;
  // @ts-expect-error: a kind is missing
  const table: typeof itemEvents = incomplete;
  expectTypeOf<keyof typeof itemEvents>().toEqualTypeOf<ItemKind>();
  expect(Object.keys(itemEvents)).toHaveLength(Object.keys(table).length + 1);
});
