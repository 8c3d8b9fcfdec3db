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
    [
      "has no variable that holds a login by its use",
      { logins: ["LANG"] },
      { HOME: "/home/me", PATH: "/bin", AWS_REGION: "eu" },
    ],
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

  it.each([
    ["PGPASSWORD", "x"],
    ["MYSQL_PWD", "x"],
    ["DB_PASS", "x"],
    ["GPG_PASSPHRASE", "x"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/home/me/key.json"],
    ["SENTRY_DSN", "https://o1.ingest.example"],
    ["AZURE_STORAGE_CONNECTION_STRING", "AccountName=a"],
    ["DOCKER_AUTH_CONFIG", "{}"],
    ["npm_config__auth", "x"],
    ["SSH_AUTH_SOCK", "/tmp/agent"],
    ["SLACK_WEBHOOK_URL", "https://hooks.example/x"],
    ["DATABASE_URL", "postgres://me:pass@db/x"],
    ["REDIS_URL", "redis://:pass@cache:6379"],
    ["ORIGIN", "https://ghp_tokentokentoken@github.com/a/b"],
    ["JDBC", "jdbc:sqlserver://db;user=me;password=pass"],
    ["SIGNING", "-----BEGIN EC PRIVATE KEY-----\nx"],
    ["OPENAI", "sk-abcdefghijklmnopqrstuvwxyz"],
    ["DBPASS", "x"],
    ["LDAP_BINDPW", "x"],
    ["CREDS", "x"],
    ["CI_JOB_JWT_V2", "x"],
    ["OP_SESSION_me", "x"],
    ["WALLET_MNEMONIC", "x"],
    ["DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus"],
    ["DATABASE_URL", "postgres://me:pa/ss@db/x"],
    ["GIT_CONFIG_VALUE_0", "Authorization: Basic bWU6cGFzcw=="],
    ["SLACK", "https://hooks.slack.com/services/T0/B0/x"],
    ["DISCORD", "https://discord.com/api/webhooks/1/x"],
    ["STRIPE", "sk_live_abcdefghijklmnop"],
    ["RUNNER", "glrt-abcdefghijklmnopqrst"],
    ["REGISTRY", "dckr_pat_abcdefghijklmnop"],
    ["MAIL", "SG.abcdefghijklmnop.abcdefghijklmnop"],
    ["AWS_ID", "AKIAABCDEFGHIJKLMNOP"],
    ["ID", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk"],
    ["ACCOUNT", '{"type":"service_account","private_key":"x"}'],
    ["IDENTITY", "AGE-SECRET-KEY-1ABC"],
  ])("withholds %s=%s from commands, unless secrets are enabled", (name, value) => {
    expect(createChildEnvironment(base, { [name]: value })).toEqual({});
    expect(createChildEnvironment({ ...base, ignoreDefaultExcludes: true }, { [name]: value })).toEqual({
      [name]: value,
    });
  });

  it.each([
    ["PWD", "/w"],
    ["OLDPWD", "/w"],
    ["PASSENGER_APP_ENV", "test"],
    ["AUTHOR", "me"],
    ["DATABASE_URL", "postgres://db/x"],
    ["GIT_SSH_COMMAND", "ssh -o User=git@example.com"],
    ["HTTPS_PROXY", "http://proxy:3128"],
    ["EMAIL", "me@example.com"],
    ["COMPASS", "north"],
    ["MAPPING", "skip-this-long-word-please"],
    ["PACKAGE", "http://localhost:4873/@scope/name"],
    ["npm_lifecycle_event", "test"],
  ])("passes on %s=%s", (name, value) => {
    expect(createChildEnvironment(base, { [name]: value })).toEqual({ [name]: value });
  });

  it("handles a hostile pattern quickly", () => {
    const exclude = [`${"*a".repeat(200)}b`];
    const hostile = { ["a".repeat(10_000)]: "x" };
    expect(Object.keys(createChildEnvironment({ ...base, exclude }, hostile))).toHaveLength(1);
  });
});
