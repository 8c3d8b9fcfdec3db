import { expect, test } from "vitest";
import { parseWorkspaceRef } from "./workspace-ref.js";

const snapshot = (folder: string) => ({ type: "snapshot", checkpoint: "0".repeat(40), folder });

test.each(["", "a", "a/b", "..a/b..", "a\nb"])("%j is a folder inside a workspace", (folder) => {
  expect(parseWorkspaceRef(snapshot(folder))).toEqual(snapshot(folder));
});

test.each([".git", "a/.GIT/hooks", "..", "../a", "a/..", "a/../../b", "/a", "a\0b", "a\n/../../../b", "a\r/../.."])(
  "%j is none",
  (folder) => {
    expect(parseWorkspaceRef(snapshot(folder))).toBeUndefined();
  },
);
