import { expect, test } from "vitest";
import type { Hook, HookTrust } from "../hooks/hook.js";
import { unseenHooks } from "./start-warnings.js";

const hook = (trust: HookTrust, enabled = true): Hook => ({
  key: "file:stop:0:0",
  event: "Stop",
  matcher: undefined,
  handler: { type: "command", command: "true", async: false },
  timeout: 600,
  statusMessage: undefined,
  source: "user",
  sourcePath: "file",
  displayOrder: 0,
  enabled,
  currentHash: "sha256:0",
  trust,
});

const said = (hooks: readonly Hook[], bypassTrust = false) =>
  unseenHooks({ hooks, warnings: [] }, { bypassTrust }).map(({ level, message }) => [level, message]);

test("the notice counts hooks that do not run, and says where to review them", () => {
  const hooks = [hook("untrusted"), hook("modified"), hook("trusted"), hook("untrusted", false), hook("managed")];
  expect(said(hooks)).toEqual([
    ["info", expect.stringMatching(/1 that you have not trusted yet, 1 that changed since you did.*'codex hooks'/)],
  ]);
  expect(said([hook("untrusted")], true)).toEqual([]);
  expect(said([hook("trusted"), hook("untrusted", false)])).toEqual([]);
});
