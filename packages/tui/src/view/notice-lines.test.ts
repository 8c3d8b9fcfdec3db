import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { marksFor } from "./marks.js";
import { noticeLines } from "./notice-lines.js";

test("where marks are words, a message that starts with the same word does not repeat it", () => {
  const ascii = { ...look, marks: marksFor(false) };
  expect(noticeLines("error", "no such file", look)).toEqual(["", "✗ error: no such file"]);
  expect(noticeLines("error", "no such file", ascii)).toEqual(["", "error: no such file"]);
});
