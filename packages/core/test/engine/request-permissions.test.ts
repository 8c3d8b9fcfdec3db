import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Answer, Ask, Question } from "../../src/items/question.js";
import type { Thread } from "../../src/thread/thread.js";
import { inputOf, startEngine, type TestEngine } from "./start-engine.js";
import { answering, turnsOf } from "./turns-of-thread.js";

const CONFIG = {
  features: { request_permissions_tool: true },
  approval_policy: "on-request",
  sandbox_mode: "workspace-write",
  sandbox_workspace_write: { exclude_slash_tmp: true, exclude_tmpdir_env_var: true },
};

const request = (permissions: object, id = "asks") => sse.call("request_permissions", { permissions }, id);
const write = (file: string) => sse.shell(["sh", "-c", `echo a > ${file}`]);

/** With folders `given` and `given/inner` next to the working directory. */
async function start(script: readonly ScriptedReply[], config: object = {}) {
  const engine = await startEngine(script, { config: { ...CONFIG, ...config } });
  const beside = path.dirname(engine.cwd);
  mkdirSync(path.join(beside, "given/inner"), { recursive: true });
  const { thread } = (await engine.codex.newConversation()).conversation;
  return Object.assign(engine, { thread, beside, there: (name: string) => existsSync(path.join(beside, name)) });
}

const turn = (thread: Thread, ask: Ask) => turnsOf(thread, ["go"], { ask });

const outputs = (engine: TestEngine, callId = "asks"): unknown[] =>
  inputOf(engine.model.requests.at(-1)).flatMap(({ type, call_id, output }) =>
    type === "function_call_output" && call_id === callId ? [output] : [],
  );
test.each([
  ["once", "turn", [true, false]],
  ["thread", "session", [true, true]],
] as const)("an approval with the scope %s lasts for the %s", async (scope, reported, written) => {
  await using engine = await start([
    request({ file_system: { write: ["../given"] } }),
    write("../given/first"),
    sse.say("done"),
    write("../given/second"),
    sse.say("done"),
  ]);
  const asked: Question[] = [];
  await turn(engine.thread, answering({ type: "approved", scope }, asked));
  await turn(engine.thread, answering({ type: "denied" }));
  const folder = path.join(engine.beside, "given");
  expect(asked).toMatchObject([{ kind: "permissions", permissions: { read: [], write: [folder], network: false } }]);
  const permissions = { network: null, file_system: { write: [folder] } };
  expect(outputs(engine)).toEqual([JSON.stringify({ permissions, scope: reported })]);
  expect([engine.there("given/first"), engine.there("given/second")]).toEqual(written);
});

test("no more than requested is granted, and less if the answer says less", async () => {
  await using engine = await start([
    request({ file_system: { write: ["../given/inner"], read: ["../given"] } }),
    write("../given/wide"),
    write("../given/inner/asked"),
    request({ file_system: { write: ["../given"] } }),
    write("../given/wide"),
    write("../given/inner/less"),
    sse.say("done"),
  ]);
  const { beside } = engine;
  const answers: Answer[] = [
    { type: "approved", scope: "once", permissions: { read: [], write: [beside, `${beside}/given`], network: true } },
    {
      type: "approved",
      scope: "once",
      permissions: { read: [], write: [`${beside}/given/inner`, `${beside}/given/../work`], network: true },
    },
  ];
  await turn(engine.thread, async () => answers.shift() ?? { type: "denied" });
  const nothing = { permissions: { network: null, file_system: null }, scope: "turn" };
  const inner = { permissions: { network: null, file_system: { write: [`${beside}/given/inner`] } }, scope: "turn" };
  expect(outputs(engine)).toEqual([nothing, inner].map((one) => JSON.stringify(one)));
  expect(["given/wide", "given/inner/asked", "given/inner/less"].map(engine.there)).toEqual([false, false, true]);
});

test("the network is granted separately", async () => {
  const look = () =>
    sse.shell(["sh", "-c", 'echo "off:$CODEX_SANDBOX_NETWORK_DISABLED"; touch ../outside'], {}, "looks");
  await using engine = await start([look(), request({ network: { enabled: true } }), look(), sse.say("done")]);
  await turn(engine.thread, answering({ type: "approved", scope: "once" }));
  const permissions = { network: { enabled: true }, file_system: null };
  expect(outputs(engine)).toEqual([JSON.stringify({ permissions, scope: "turn" })]);
  const seen = outputs(engine, "looks").map((output) => /off:(1?)/.exec(String(output))?.[1]);
  expect([seen, engine.there("outside")]).toEqual([["1", ""], false]);
});

test("patches may change granted files without another question, except those that programs obey", async () => {
  const patch = (name: string) =>
    sse.shell(["apply_patch", `*** Begin Patch\n*** Add File: ${name}\n+a\n*** End Patch`]);
  await using engine = await start([
    request({ file_system: { write: ["../given"] } }),
    patch("../given/file"),
    write("../given/.git/config"),
    sse.say("done"),
  ]);
  mkdirSync(path.join(engine.beside, "given/.git"));
  writeFileSync(path.join(engine.beside, "given/.git/config"), "old");
  const asked: Question[] = [];
  await turn(engine.thread, answering({ type: "approved", scope: "once" }, asked));
  expect(asked.map(({ kind }) => kind)).toEqual(["permissions"]);
  expect(engine.there("given/file")).toBe(true);
  expect(readFileSync(path.join(engine.beside, "given/.git/config"), "utf8")).toBe("old");
});

test("the question names a link's target, and a replacement of the folder is not covered by the grant", async () => {
  await using engine = await start([
    request({ file_system: { write: ["link"] } }),
    write("link/through"),
    write("../other/wrong"),
    sse.say("done"),
  ]);
  const { beside, cwd } = engine;
  mkdirSync(path.join(beside, "other"));
  symlinkSync(path.join(beside, "given"), path.join(cwd, "link"));
  const asked: Question[] = [];
  await turn(engine.thread, async (question) => {
    asked.push(question);
    renameSync(path.join(beside, "given"), path.join(beside, "moved"));
    symlinkSync(path.join(beside, "other"), path.join(beside, "given"));
    return { type: "approved", scope: "once" };
  });
  expect(asked).toMatchObject([{ permissions: { write: [path.join(beside, "given")] } }]);
  expect(["moved/through", "other/through", "other/wrong"].map(engine.there)).toEqual([false, false, false]);
});

test("a granted folder that is gone causes no error", async () => {
  await using engine = await start([
    request({ file_system: { write: ["../given/inner"] } }),
    sse.shell(["sh", "-c", "echo a > made"]),
    sse.say("done"),
  ]);
  await turn(engine.thread, async () => {
    rmSync(path.join(engine.beside, "given"), { recursive: true });
    return { type: "approved", scope: "once" };
  });
  expect(readFileSync(path.join(engine.cwd, "made"), "utf8")).toBe("a\n");
});

test("if the user is never asked, and in plan mode, nothing is granted", async () => {
  const script = [request({ file_system: { write: ["../given"] } }), write("../given/x"), sse.say("done")];
  await using engine = await start([...script, ...script], { approval_policy: "never" });
  const asked: Question[] = [];
  await turn(engine.thread, answering({ type: "approved", scope: "once" }, asked));
  expect([asked, engine.there("given/x")]).toEqual([[], false]);
  await engine.thread.configure({ approvalPolicy: "on-request", mode: { kind: "plan" } });
  await turn(engine.thread, answering({ type: "approved", scope: "thread" }, asked));
  expect([asked, engine.there("given/x")]).toEqual([[], false]);
});

test("a grant in one sandbox does not widen a narrower one", async () => {
  await using engine = await start([
    request({ file_system: { write: ["../given"] } }),
    sse.say("done"),
    write("../given/x"),
    sse.say("done"),
  ]);
  await turn(engine.thread, answering({ type: "approved", scope: "thread" }));
  await engine.thread.configure({ sandboxPolicy: { mode: "read-only" } });
  await turn(engine.thread, answering({ type: "denied" }));
  expect(engine.there("given/x")).toBe(false);
});

test("cancelling a question stops the turn", async () => {
  await using engine = await start([request({ file_system: { write: ["../given"] } })]);
  await turn(engine.thread, answering({ type: "cancelled" }));
  expect(engine.model.requests).toHaveLength(1);
});

test.each([
  [{}, "needs"],
  [{ file_system: { write: [] } }, "needs"],
  [{ network: { enabled: false } }, "needs"],
  [{ everything: true }, "permissions: "],
])("the model corrects a request for %j", async (permissions, words) => {
  await using engine = await start([request(permissions), sse.say("done")]);
  const asked: Question[] = [];
  await turn(engine.thread, answering({ type: "approved", scope: "once" }, asked));
  expect(outputs(engine)).toEqual([expect.stringContaining(words)]);
  expect(asked).toEqual([]);
});

test("the tool is offered if it is enabled", async () => {
  for (const isOn of [false, true]) {
    await using engine = await start([sse.say("done")], { features: { request_permissions_tool: isOn } });
    await turn(engine.thread, answering({ type: "denied" }));
    expect(JSON.stringify(engine.model.requests[0]?.body).includes('"request_permissions"')).toBe(isOn);
  }
});
