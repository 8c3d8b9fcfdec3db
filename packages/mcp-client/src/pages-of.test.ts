import { expect, test } from "vitest";
import { pagesOf } from "./pages-of.js";

test("a list whose cursors go round in a circle has each page once", async () => {
  const next: Record<string, string> = { first: "a", a: "b", b: "a" };
  const asked: string[] = [];
  const pages = pagesOf(async ({ cursor = "first" }) => {
    asked.push(cursor);
    return { nextCursor: next[cursor] };
  });
  for await (const _ of pages);
  expect(asked).toEqual(["first", "a", "b"]);
});
