import { expect, test } from "vitest";
import { requestedEffort } from "./effort.js";

test.each([
  [["low", "high", "xhigh"], "xhigh"],
  [["low", "max", "xhigh", "ultra"], "max"],
  [["low", "ultra", "medium"], "medium"],
  [["ultra"], "medium"],
  [undefined, "high"],
])("ultra is the most of %j", (offered, requested) => {
  expect(requestedEffort("ultra", offered)).toBe(requested);
});

test("persistent has another name on the wire", () => {
  expect(requestedEffort("persistent", ["low", "persistent"])).toBe("disabled");
});

test.each(["none", "xhigh", "a later one", undefined])("%s is sent as it is", (effort) => {
  expect(requestedEffort(effort, ["low"])).toBe(effort);
});
