import { expect, test } from "vitest";
import { placedEnvironment } from "./placed-environment.js";

const policy = {
  inherit: "all",
  useProfile: false,
  ignoreDefaultExcludes: true,
  exclude: ["CODEX_*"],
  includeOnly: ["PATH"],
  logins: [],
  set: { CODEX_SESSION_ID: "mine" },
} as const;
const config = { env: { PATH: "/bin", CODEX_THREAD_ID: "outer", OTHER: "o" }, shellEnvironmentPolicy: policy };

test("a command learns its session, thread, version and call, whatever the policy keeps", () => {
  expect(placedEnvironment({ id: "t1", version: "1.2", config }, "c1")).toEqual({
    PATH: "/bin",
    CODEX_SESSION_ID: "t1",
    CODEX_THREAD_ID: "t1",
    CODEX_VERSION: "1.2",
    CODEX_TOOL_CALL_ID: "c1",
  });
});

test("the session of a subagent's command is the one that the user started, and a user's command belongs to no call", () => {
  const outer = {
    env: { ...config.env, CODEX_TOOL_CALL_ID: "outer" },
    shellEnvironmentPolicy: { ...policy, exclude: [], includeOnly: ["PATH", "CODEX_*"] },
  };
  const place = { id: "t2", version: "1.2", config: outer, agentPlace: { rootId: "t1" } };
  expect(placedEnvironment(place)).toEqual({
    PATH: "/bin",
    CODEX_SESSION_ID: "t1",
    CODEX_THREAD_ID: "t2",
    CODEX_VERSION: "1.2",
  });
});

test.each(["a\0b", "c".repeat(200_000), ""])("an id that no variable can hold is left out", (callId) => {
  expect(placedEnvironment({ id: "t1", version: "1.2", config }, callId)).not.toHaveProperty("CODEX_TOOL_CALL_ID");
});
