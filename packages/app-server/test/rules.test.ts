import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./support/start-server.js";

const ASKING = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';
const leave = (cmd: string, prefix?: readonly string[]): ScriptedReply =>
  sse.calls({
    name: "exec_command",
    arguments: { cmd, sandbox_permissions: "require_escalated", justification: "j", prefix_rule: prefix },
  });

const CATALOG = JSON.stringify({ models: [{ slug: "test-model", shell_type: "unified_exec" }] });

/** A server with a model that has `exec_command`. */
async function startAsking(script: readonly ScriptedReply[]): Promise<TestServer> {
  const server = await startServer({ script, config: `${ASKING}\nmodel_catalog_json = "models.json"` });
  await writeFile(path.join(server.codexHome, "models.json"), CATALOG);
  await mkdir(path.join(server.codexHome, "rules"));
  return server;
}

test("a rule proposed by the model is offered, saved and applied at once; the same command is not asked about again", async () => {
  await using server = await startAsking([
    leave("touch one", ["touch"]),
    leave("touch one", ["touch"]),
    leave("touch two"),
    sse.say("done"),
  ]);
  const client = await server.connect();
  const asked: unknown[] = [];
  client.answer(
    "item/commandExecution/requestApproval",
    ({ proposedExecpolicyAmendment: words, availableDecisions }) => {
      asked.push([words, availableDecisions?.length]);
      return asked.length === 1
        ? { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: words } } }
        : { decision: "decline" };
    },
  );
  const { thread } = await client.call("thread/start", { cwd: server.cwd });
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  // Rules do not lift the sandbox: leaving it is still asked about, and no other rule would help.
  expect(asked).toEqual([
    [["touch"], 3],
    [null, 2],
  ]);
  const rules = await readFile(path.join(server.codexHome, "rules", "default.rules"), "utf8");
  expect(rules).toBe('prefix_rule(pattern=["touch"], decision="allow")\n');
  expect(["one", "two"].map((name) => existsSync(path.join(server.cwd, name)))).toEqual([true, false]);
});

test("no rule is offered that would contradict a rule that prompts", async () => {
  await using server = await startAsking([leave("touch one", ["touch"]), sse.say("done")]);
  const rules = path.join(server.codexHome, "rules", "default.rules");
  await writeFile(rules, 'prefix_rule(["touch"], decision = "prompt")\n');
  const client = await server.connect();
  const asked: unknown[] = [];
  client.answer("item/commandExecution/requestApproval", ({ proposedExecpolicyAmendment, availableDecisions }) => {
    asked.push(proposedExecpolicyAmendment, availableDecisions);
    return { decision: "decline" };
  });
  const { thread } = await client.call("thread/start", { cwd: server.cwd });
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  expect(asked).toEqual([null, ["accept", "cancel"]]);
});

test("a broken rules file is reported with its position, and the other rules still apply", async () => {
  await using server = await startServer({ script: [sse.shell(["touch", "x"]), sse.say("done")] });
  const folder = path.join(server.codexHome, "rules");
  await mkdir(folder);
  await writeFile(path.join(folder, "broken.rules"), 'prefix_rule(["a"])\nnonsense()\n');
  await writeFile(path.join(folder, "good.rules"), 'prefix_rule(["touch"], decision = "forbidden")\n');
  const client = await server.connect();
  const { thread } = await client.call("thread/start", { cwd: server.cwd });
  const warning = await client.hear("configWarning");
  expect(warning).toMatchObject({ path: path.join(folder, "broken.rules"), range: { start: { line: 2 } } });
  expect(warning.details).toContain("line 2");
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "go" }] });
  await client.hear("turn/completed");
  expect(existsSync(path.join(server.cwd, "x"))).toBe(false);
});
