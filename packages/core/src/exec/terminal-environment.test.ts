import { expect, test } from "vitest";
import { terminalEnvironment } from "./terminal-environment.js";

const policy = {
  inherit: "all",
  useProfile: false,
  ignoreDefaultExcludes: true,
  exclude: [],
  includeOnly: [],
  logins: [],
} as const;

test("commands of a model have no pager and no colours, unless the user sets it otherwise", () => {
  const env = { PATH: "/bin", PAGER: "less", GIT_PAGER: "delta", TERM: "xterm-256color", LC_ALL: "de_DE" };
  const config = { env, shellEnvironmentPolicy: { ...policy, set: { LC_ALL: "fr_FR.UTF-8" } } };
  expect(terminalEnvironment({ id: "t1", version: "1", config }, "c1")).toMatchObject({
    PATH: "/bin",
    PAGER: "cat",
    GIT_PAGER: "cat",
    TERM: "dumb",
    LC_ALL: "fr_FR.UTF-8",
  });
});
