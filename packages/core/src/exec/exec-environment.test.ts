import { describe, expect, it } from "vitest";
import type { ShellEnvironmentPolicy } from "../config/config.js";
import { createChildEnvironment } from "./exec-environment.js";

const base: ShellEnvironmentPolicy = {
  inherit: "all",
  ignoreDefaultExcludes: false,
  exclude: [],
  set: {},
  includeOnly: [],
  useProfile: false,
};

const env = {
  HOME: "/home/me",
  PATH: "/bin",
  LANG: "C",
  OPENAI_API_KEY: "sk",
  CODEX_API_KEY: "sk",
  github_token: "t",
  MY_SECRET_THING: "s",
  AWS_REGION: "eu",
  GONE: undefined,
};

describe("the environment of commands", () => {
  it.each<[string, Partial<ShellEnvironmentPolicy>, Record<string, string>]>([
    ["has no secrets", {}, { HOME: "/home/me", PATH: "/bin", LANG: "C", AWS_REGION: "eu" }],
    ["can be the core", { inherit: "core" }, { HOME: "/home/me", PATH: "/bin" }],
    ["can be empty", { inherit: "none" }, {}],
    [
      "can have secrets when that is asked for",
      { ignoreDefaultExcludes: true, includeOnly: ["*_API_KEY"] },
      { OPENAI_API_KEY: "sk", CODEX_API_KEY: "sk" },
    ],
    ["leaves out by pattern, in any case", { exclude: ["aws_*", "L?NG"] }, { HOME: "/home/me", PATH: "/bin" }],
    ["sets last, even what looks secret", { inherit: "none", set: { A_TOKEN: "x", B: "" } }, { A_TOKEN: "x", B: "" }],
    [
      "keeps only what is included, of what is set too",
      { set: { A: "1", B: "2" }, includeOnly: ["A", "PATH"] },
      { A: "1", PATH: "/bin" },
    ],
    [
      "takes a pattern for the whole name",
      { exclude: ["PAT", "ANG", "HOM*E*"] },
      { PATH: "/bin", LANG: "C", AWS_REGION: "eu" },
    ],
  ])("%s", (_, policy, expected) => {
    expect(createChildEnvironment({ ...base, ...policy }, env)).toEqual(expected);
  });

  it("takes no time over a hostile pattern", () => {
    const exclude = [`${"*a".repeat(200)}b`];
    const hostile = { ["a".repeat(10_000)]: "x" };
    expect(Object.keys(createChildEnvironment({ ...base, exclude }, hostile))).toHaveLength(1);
  });
});
