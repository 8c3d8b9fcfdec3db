import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { projectAt } from "../../test/support/project-at.js";
import type { Hook } from "./hook.js";
import type { HookEvent } from "./hook-event.js";
import { loadHooks } from "./load-hooks.js";
import { hookMatches } from "./match-hook.js";
import { type HookRun, runHooks, runnableHooks } from "./run-hooks.js";

let root: TemporaryFolder;
beforeEach(() => {
  root = new TemporaryFolder();
  mkdirSync(root.at("repository/.git"), { recursive: true });
});
afterEach(() => root[Symbol.dispose]());

function put(file: string, text: string): void {
  mkdirSync(path.dirname(root.at(file)), { recursive: true });
  writeFileSync(root.at(file), text);
}

const command = (text: string, more: object = {}) => ({ type: "command", command: text, ...more });
const one = (event: string, text: string, more: object = {}) => ({ [event]: [{ hooks: [command(text, more)] }] });

async function load(userHooks: unknown, more: { isTrusted?: boolean; flagHooks?: unknown } = {}) {
  return loadHooks({
    codexHome: root.at("home"),
    trustedFolders: (await projectAt(root.at("repository"), more.isTrusted ?? true)).trustedFolders,
    userHooks,
    flagHooks: more.flagHooks,
  });
}

/** What the hooks of an event decide when all are trusted, and the runs that were seen to end. */
async function run(userHooks: unknown, event: HookEvent, names: string[] = [], signal = new AbortController().signal) {
  const hooks = runnableHooks((await load(userHooks)).hooks, { bypassTrust: true });
  const runs: HookRun[] = [];
  const runtime = {
    shell: "/bin/sh",
    cwd: root.path,
    env: { PATH: process.env["PATH"] ?? "" },
    onRun: (seen: HookRun) => runs.push(seen),
    shorten: async (text: string, limit?: number) => (limit === undefined ? text : `${text} within ${limit}`),
    onLateContext: () => {},
    runInBackground: (run: (signal: AbortSignal) => Promise<unknown>) => void run(signal),
  };
  const outcome = await runHooks(
    hooks,
    { event, names, input: { session_id: "t", value: 1 }, subject: "c1" },
    runtime,
    signal,
  );
  return { outcome, runs: runs.filter(({ status }) => status !== "running").map(({ id, status }) => [id, status]) };
}

test("hooks of all sources are listed in order, with keys and sources", async () => {
  put("home/hooks.json", JSON.stringify({ hooks: one("Stop", "json"), other: 1 }));
  put("repository/.codex/hooks.json", JSON.stringify({ hooks: { ...one("SessionStart", "a"), Nonsense: 7 } }));
  put("repository/.codex/config.toml", '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "toml"\n');
  const list = await load(
    { ...one("Stop", "user"), ...one("PreToolUse", "first") },
    { flagHooks: one("Stop", "flag") },
  );
  expect(list.warnings.map((warning) => warning.replace(/ has .*/, "").replace(root.path, ""))).toEqual([
    "/home",
    "/repository/.codex",
  ]);
  expect(
    list.hooks.map(({ key, source, displayOrder }) => `${displayOrder} ${source} ${key.replace(root.path, "")}`),
  ).toEqual([
    "0 user /home/hooks.json:stop:0:0",
    "1 user /home/config.toml:pre_tool_use:0:0",
    "2 user /home/config.toml:stop:0:0",
    "3 project /repository/.codex/hooks.json:session_start:0:0",
    "4 project /repository/.codex/config.toml:stop:0:0",
    "5 sessionFlags /<session-flags>/config.toml:stop:0:0",
  ]);
});

test("an untrusted repository contributes no hooks, and no repository can declare hooks trusted", async () => {
  const hooks = one("Stop", "touch pwned");
  const { currentHash, key } = await onlyHook({ repository: hooks });
  put(
    "repository/.codex/hooks.json",
    JSON.stringify({ hooks: { ...hooks, state: { [key]: { trusted_hash: currentHash } } } }),
  );
  expect((await load({})).hooks).toMatchObject([{ trust: "untrusted" }]);
  expect((await load({}, { isTrusted: false })).hooks).toEqual([]);
});

async function onlyHook({ repository }: { repository: object }): Promise<Hook> {
  put("repository/.codex/hooks.json", JSON.stringify({ hooks: repository }));
  const [hook] = (await load({})).hooks;
  if (hook === undefined) throw new Error("no hook");
  return hook;
}

test("trust covers the command, matcher and time limit: a change of any of them needs a new decision", async () => {
  const [seen] = (await load(one("PreToolUse", "echo"))).hooks;
  const state = { [seen?.key ?? ""]: { trusted_hash: seen?.currentHash } };
  const trust = async (hooks: object) => (await load({ ...hooks, state })).hooks.map((hook) => hook.trust);
  expect(await trust(one("PreToolUse", "echo"))).toEqual(["trusted"]);
  expect(await trust(one("PreToolUse", "echo", { timeout: 600 }))).toEqual(["trusted"]);
  expect(await trust(one("PreToolUse", "echo; rm x"))).toEqual(["modified"]);
  expect(await trust(one("PreToolUse", "echo", { timeout: 5 }))).toEqual(["modified"]);
  expect(await trust({ PreToolUse: [{ matcher: "Bash", hooks: [command("echo")] }] })).toEqual(["modified"]);
});

test("the hash equals the one stored by codex", async () => {
  const [hook] = (await load({ PreToolUse: [{ matcher: "Bash", hooks: [command("echo")] }] })).hooks;
  // sha256 of {"event_name":"pre_tool_use","hooks":[{"async":false,"command":"echo","timeout":600,"type":"command"}],"matcher":"Bash"}
  expect(hook?.currentHash).toBe("sha256:61f0a1771db519d230b58b18f32d52e262c37f88cda12f3c6f190b9c17fb157a");
});

test("only trusted, enabled hooks run; the bypass also runs new ones, but none that changed", async () => {
  const { hooks } = await load({
    Stop: [{ hooks: [command("a"), command("b"), command("c"), { type: "mcp_tool", server: "s", tool: "t" }] }],
    state: {
      [`${root.path}/home/config.toml:stop:0:1`]: { trusted_hash: "sha256:0" },
      [`${root.path}/home/config.toml:stop:0:2`]: { enabled: false },
    },
  });
  expect(hooks.map(({ trust, enabled }) => [trust, enabled])).toEqual([
    ["untrusted", true],
    ["modified", true],
    ["untrusted", false],
    ["untrusted", true],
  ]);
  expect(runnableHooks(hooks, { bypassTrust: false })).toEqual([]);
  expect(runnableHooks(hooks, { bypassTrust: true }).map(({ key }) => key)).toEqual([
    `${root.path}/home/config.toml:stop:0:0`,
  ]);
});

test("hooks that cannot run are skipped with a warning", async () => {
  put("repository/.codex/hooks.json", "{nope");
  const list = await load({
    PostToolUse: [{ matcher: "[", hooks: [command("x")] }],
    Stop: [{ hooks: [command(" "), { type: "prompt", prompt: "p" }] }],
    SessionEnd: [{ hooks: [command("x", { timeout: 90 })] }],
  });
  expect(list.hooks).toMatchObject([{ event: "SessionEnd", timeout: 3 }]);
  expect(list.warnings).toHaveLength(5);
  expect((await load({ Stop: [{ hooks: [{ type: "shell" }] }] })).warnings).toHaveLength(2);
});

test("a group without hooks does not affect the others, and a limit of 0 becomes one second without a warning", async () => {
  const list = await load({ Stop: [{ matcher: "x" }, { hooks: [command("a", { timeout: 0 })] }] });
  expect(list).toMatchObject({ hooks: [{ event: "Stop", timeout: 1 }], warnings: [] });
  expect(list.hooks[0]?.key).toMatch(/:stop:1:0$/);
});

test("a hook gets one JSON object and its answer is parsed; two run in parallel and their answers keep their order", async () => {
  const say = (text: string) => `printf '%s' '${text}'`;
  const context = (text: string) =>
    JSON.stringify({ hookSpecificOutput: { hookEventName: "PreToolUse", additionalContext: text } });
  const pipe = root.at("pipe");
  // The first cannot end before the second has begun.
  const first = `mkfifo ${pipe}; read line < ${pipe}; ${say(context("first"))}`;
  const second = `until [ -p ${pipe} ]; do :; done; echo > ${pipe}; ${say(context("second"))}`;
  const { outcome, runs } = await run({ PreToolUse: [{ hooks: [command(first), command(second)] }] }, "PreToolUse");
  expect(outcome.contexts).toEqual(["first", "second"]);
  expect(runs.map(([id]) => id)).toEqual(
    [0, 1].map((order) => `pre-tool-use:${order}:${root.path}/home/config.toml:c1`),
  );
  const heard = await run(one("UserPromptSubmit", "cat >&2; exec cat /dev/null"), "UserPromptSubmit");
  expect(heard.runs).toMatchObject([[expect.any(String), "completed"]]);
  const echoed = await run(one("UserPromptSubmit", "printf 'got '; cat"), "UserPromptSubmit");
  expect(echoed.outcome.contexts).toEqual(['got {"session_id":"t","value":1,"hook_event_name":"UserPromptSubmit"}']);
});

test("a hook that exceeds its time limit is killed with all its processes and decides nothing", async () => {
  const { outcome, runs } = await run(one("PreToolUse", "sleep 300 & sleep 300", { timeout: 1 }), "PreToolUse");
  expect(outcome.blocked).toEqual([]);
  expect(runs).toMatchObject([[expect.any(String), "failed"]]);
});

test("an abort ends hooks at once", async () => {
  const { runs } = await run(one("PreToolUse", "sleep 300"), "PreToolUse", [], AbortSignal.abort());
  expect(runs).toMatchObject([[expect.any(String), "failed"]]);
});

test("matchers are tested against every name of a tool", async () => {
  const hooks = {
    PreToolUse: ["Edit|Write", "^mcp__", "Bas", "*"].map((matcher) => ({ matcher, hooks: [command("exit 2")] })),
  };
  const ran = async (names: string[]) => (await run(hooks, "PreToolUse", names)).runs.length;
  expect(await ran(["apply_patch", "Edit", "Write"])).toBe(2);
  expect(await ran(["mcp__kit__add"])).toBe(2);
  expect(await ran(["Bash"])).toBe(1);
});

test.each([
  ["(?i)bash", true],
  ["(?i:BASH)", true],
  ["^bash$", false],
  ["Ba\\-?sh", true],
  ["(?P<name>Ba)sh", true],
  ["a(?=b)", "broken"],
  ["(?<!x)Bash", "broken"],
  ["(a)\\1", "broken"],
  ["\\(?=Bash", false],
  ["(", "broken"],
])("the expression %s: %s", (matcher, fits) => {
  expect(hookMatches(matcher, ["Bash"])).toBe(fits);
});

test("a file with a limit that is not an integer, or without its key, is ignored with a warning", async () => {
  put(
    "home/hooks.json",
    JSON.stringify({ hooks: { ...one("Stop", "a", { timeout: 1.5 }), ...one("PreToolUse", "b") } }),
  );
  put("repository/.codex/hooks.json", JSON.stringify(one("Stop", "c")));
  const broken = await load(undefined);
  expect(broken.hooks).toEqual([]);
  expect(broken.warnings).toHaveLength(2);
  put("home/hooks.json", JSON.stringify({ hooks: one("Stop", "a") }));
  put("repository/.codex/hooks.json", "{}");
  expect((await load(undefined)).warnings).toEqual([]);
});

test("a hook can limit how much of its text the model gets", async () => {
  const words = command("echo words", { additionalContextLimit: 100 });
  const { outcome } = await run({ UserPromptSubmit: [{ hooks: [words, command("echo more")] }] }, "UserPromptSubmit");
  expect(outcome.contexts).toEqual(["words within 100", "more"]);
  const [limited] = (await load({ SessionStart: [{ matcher: "startup", hooks: [{ ...words, command: "six" }] }] }))
    .hooks;
  expect(limited?.currentHash).toBe("sha256:a495d75fd914100c36d5682ba7f87e8dd977e6f7e2dbc154e3c4e2f77078723f");
});

test("the context limit belongs to the hash only where it has an effect, and warns where it has none", async () => {
  const hashOf = async (event: HookEvent, more: object) => {
    const { hooks, warnings } = await load(one(event, "x", more));
    return [hooks[0]?.currentHash, warnings.length];
  };
  for (const event of ["PreToolUse", "SessionStart"] as const) {
    expect(await hashOf(event, { additionalContextLimit: 2500 })).toEqual(await hashOf(event, {}));
    expect(await hashOf(event, { additionalContextLimit: 0 })).not.toEqual(await hashOf(event, {}));
  }
  const [plain] = await hashOf("Stop", {});
  expect(await hashOf("Stop", { additionalContextLimit: 100 })).toEqual([plain, 1]);
});

test("a value of null is an absent one", async () => {
  const handler = command("x", { timeout: null, statusMessage: null, additionalContextLimit: null });
  put("home/hooks.json", JSON.stringify({ hooks: { Stop: [{ matcher: null, hooks: [handler] }] } }));
  const { hooks, warnings } = await load(undefined);
  expect(warnings).toEqual([]);
  const [plain] = (await load(one("Stop", "x"))).hooks.slice(1);
  expect(hooks).toMatchObject([{ timeout: 600, currentHash: plain?.currentHash }]);
});

test("several objections are all reported, in the order of the configuration", async () => {
  const answer = (value: object) => `echo '${JSON.stringify(value)}'`;
  const hooks = {
    PostToolUse: [
      { hooks: [command(`sleep 0.2; ${answer({ continue: false, stopReason: "one" })}`)] },
      { hooks: [command(answer({ decision: "block", reason: "two" }))] },
    ],
  };
  const { outcome } = await run(hooks, "PostToolUse", ["Bash"]);
  expect(outcome).toMatchObject({ objections: ["one", "two"], stopped: "one", blocked: [{ reason: "two" }] });
});
