import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { USUAL_ITEMS } from "./status-items.js";
import { type Status, statusRow } from "./status-row.js";

const status: Status = {
  vimMode: undefined,
  model: "gpt-5",
  effort: "high",
  approvals: "auto",
  contextLeft: 82,
  tokens: 12_345,
  cwd: "/home/me/work",
  home: "/home/me",
  branch: "main",
  threadId: "0199",
  items: USUAL_ITEMS,
  activity: { type: "idle" },
  hint: undefined,
};
const shown = (items: readonly string[], more: Partial<Status> = {}) =>
  statusRow({ ...status, ...more, items }, look).trimEnd();

test("the status line shows the named items in order, and skips unknown ones", () => {
  expect(shown(USUAL_ITEMS)).toMatch(/^gpt-5 high · auto · 82% left · ~\/work \(main\) +\? help$/);
  expect(shown(["git-branch", "weekly-limit", "current-dir", "context-used", "used-tokens"])).toMatch(
    /^main · ~\/work · 18% used · 12\.3k tokens +\? help$/,
  );
  expect(shown(["toString", "__proto__"])).toMatch(/^ *\? help$/);
  expect(shown(USUAL_ITEMS, { branch: undefined, contextLeft: undefined })).toMatch(/ · 12\.3k tokens · ~\/work +\?/);
});
