import { expect, test } from "vitest";
import { type ReviewTarget, reviewMessage } from "./review-target.js";

test.each<[ReviewTarget, string]>([
  [{ type: "custom", instructions: " look at the tests\n" }, "look at the tests"],
  [{ type: "uncommitted" }, "Review current changes."],
])("what the user said for a review of %j", (target, message) => {
  expect(reviewMessage(target)).toBe(message);
});
