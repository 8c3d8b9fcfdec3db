import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelReply, sse, TemporaryFolder } from "@codex/test-support";
import { expect, it } from "vitest";
import { setProjectTrust } from "../../src/index.js";
import { CommandRules } from "../../src/rules/command-rules.js";
import { collect, inputOf, startEngine, type TestEngine, type TestEngineOptions, typesOf } from "./start-engine.js";

async function putRules(folder: string, text: string, name = "default.rules"): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), text);
}

const run = (...scripts: string[]): ModelReply[] => [
  ...scripts.map((script) => sse.calls({ name: "shell", arguments: { command: ["bash", "-lc", script] } })),
  sse.say("done"),
];

const forbidTouch = 'prefix_rule(["touch", "never"], decision = "forbidden", justification = "no touching")\n';
const strict: TestEngineOptions = { config: { approval_policy: "untrusted", sandbox_mode: "danger-full-access" } };

/** Runs one turn; returns the events and the output of each call. */
async function turn(engine: TestEngine) {
  await using conversation = await engine.codex.newConversation();
  const events = await collect(conversation.run("go"));
  const outputs = inputOf(engine.model.requests.at(-1)).filter((item) => item["type"] === "function_call_output");
  return { events, outputs: outputs.map((item) => String(item["output"])) };
}

it("refuses commands that a rule forbids, even with full access, and tells the model why", async () => {
  await using engine = await startEngine(run("touch never", "echo a && touch never"));
  await putRules(path.join(engine.codexHome, "rules"), forbidTouch);
  const { outputs } = await turn(engine);
  expect(outputs).toEqual(["exec command rejected: no touching", "exec command rejected: no touching"]);
  expect(existsSync(path.join(engine.cwd, "never"))).toBe(false);
});

it("does not ask about commands that a rule allows, but keeps them in the sandbox", async () => {
  await using engine = await startEngine(run("touch allowed", "touch other"), {
    config: { approval_policy: "untrusted", sandbox_mode: "read-only" },
  });
  await putRules(path.join(engine.codexHome, "rules"), 'prefix_rule(["touch", "allowed"])\n');
  const { events } = await turn(engine);
  const asked = events.flatMap((event) => (event.type === "exec_approval_request" ? [event.command.at(-1)] : []));
  // The first question follows its failure in the sandbox.
  expect(typesOf(events).indexOf("exec_command_begin")).toBeLessThan(typesOf(events).indexOf("exec_approval_request"));
  expect(asked).toEqual(["touch allowed", "touch other"]);
  expect(existsSync(path.join(engine.cwd, "allowed"))).toBe(false);
});

it("asks about commands that a rule prompts for, even under a lax policy; refuses them if the user is never asked", async () => {
  const rule = 'prefix_rule(["echo"], decision = "prompt", justification = "why not")\n';
  await using asking = await startEngine(run("echo hi"), { config: { approval_policy: "on-request" } });
  await putRules(path.join(asking.codexHome, "rules"), rule);
  const { events } = await turn(asking);
  expect(events.find(({ type }) => type === "exec_approval_request")).toMatchObject({ reason: "why not" });

  await using never = await startEngine(run("echo hi"));
  await putRules(path.join(never.codexHome, "rules"), rule);
  expect((await turn(never)).outputs).toEqual(["exec command rejected: it would have to be asked about: why not"]);
});

it("reads a repository's rules only once it is trusted, and a broken file does not disable the others", async () => {
  await using engine = await startEngine([...run("touch never"), ...run("touch never")]);
  await putRules(path.join(engine.cwd, ".codex", "rules"), forbidTouch);
  expect((await turn(engine)).outputs[0]).toContain('"exit_code":0');
  await setProjectTrust(engine.codexHome, engine.cwd, "trusted");
  await putRules(path.join(engine.codexHome, "rules"), "nonsense(\n");
  await using conversation = await engine.codex.newConversation();
  const events = await collect(conversation.run("go"));
  expect(JSON.stringify(events)).not.toContain("exec_command_begin");
});

it("asks about everything that needs approval when the policy is strict and no rule applies", async () => {
  await using engine = await startEngine(run("touch other"), strict);
  await putRules(path.join(engine.codexHome, "rules"), forbidTouch);
  expect(typesOf((await turn(engine)).events)).toContain("exec_approval_request");
});

it("saves the user's rule in a private file, and applies it at once", async () => {
  using folder = new TemporaryFolder();
  const places = { codexHome: folder.path, trustedFolders: [] };
  const rules = await CommandRules.load(places);
  expect(await rules.judge(["npm", "test"])).toBeUndefined();
  await rules.allow(["npm", "test"]);
  await rules.allow(['odd "word"\n']);
  expect(await rules.judge(["npm", "test", "--watch"])).toMatchObject({ type: "allow" });
  const file = path.join(folder.path, "rules", "default.rules");
  expect((await readFile(file, "utf8")).split("\n")[0]).toBe('prefix_rule(pattern=["npm", "test"], decision="allow")');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await (await CommandRules.load(places)).judge(['odd "word"\n'])).toMatchObject({ type: "allow" });
  await rules.allow(["npm", "test"]);
  expect((await readFile(file, "utf8")).match(/npm/g)).toHaveLength(1);
});
