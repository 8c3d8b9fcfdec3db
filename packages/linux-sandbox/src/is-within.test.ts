import { expect, test } from "vitest";
import { isBelow, isWithin } from "./is-within.js";

test.each([
  ["/a", "/a/b", true],
  ["/a", "/a/b/c", true],
  ["/a/", "/a/b", true],
  ["/", "/a", true],
  ["/a", "/a/..b", true],
  ["/a", "/a..b", false],
  ["/a", "/ab", false],
  ["/a", "/a", false],
  ["/", "/", false],
  ["/a/b", "/a", false],
])("below %s is %s: %s", (folder, path, is) => {
  expect(isBelow(folder, path)).toBe(is);
  expect(isWithin(folder, path)).toBe(is || folder === path);
});
