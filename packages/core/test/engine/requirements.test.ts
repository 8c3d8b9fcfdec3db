import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sse, TemporaryFolder } from "@codex/test-support";
import { expect, it } from "vitest";
import { collect, inputOf, startEngine, type TestEngine } from "./start-engine.js";

/** Writes the text to a file. */
async function required(folder: TemporaryFolder, text: string): Promise<string> {
  const file = path.join(folder.path, "requirements.toml");
  await writeFile(file, text);
  return file;
}

const touch = [sse.calls({ name: "shell", arguments: { command: ["touch", "never"] } }), sse.say("done")];

const toldOf = ({ model }: TestEngine) =>
  inputOf(model.requests.at(-1)).flatMap((item) => (item["type"] === "function_call_output" ? [item["output"]] : []));

it("forbids commands whatever the user's rules allow, even when rules are ignored", async () => {
  using folder = new TemporaryFolder();
  const requirementsFile = await required(
    folder,
    `[rules]
prefix_rules = [{ pattern = [{ any_of = ["touch", "rm"] }], decision = "forbidden", justification = "not here" }]
`,
  );
  for (const ignoreRules of [false, true]) {
    await using engine = await startEngine(touch, { requirementsFile, overrides: { ignoreRules } });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
    expect(toldOf(engine)).toEqual(["exec command rejected: not here"]);
    expect(existsSync(path.join(engine.cwd, "never"))).toBe(false);
  }
});

it("runs an administrator's hooks without review, even if the user disables hooks, and no others if it says so", async () => {
  using folder = new TemporaryFolder();
  const log = path.join(folder.path, "log");
  const hook = (word: string) => `{ hooks = [{ type = "command", command = "echo ${word} >> ${log}" }] }`;
  const requirementsFile = await required(
    folder,
    `allow_managed_hooks_only = true\n[hooks]\nmanaged_dir = "/etc/codex"\nUserPromptSubmit = [${hook("managed")}]\n`,
  );
  const own = { hooks: { UserPromptSubmit: [{ hooks: [{ type: "command", command: `echo own >> ${log}` }] }] } };
  for (const features of [{}, { hooks: false }]) {
    await using engine = await startEngine([sse.say("done")], {
      requirementsFile,
      config: { ...own, features },
      overrides: { bypassHookTrust: true },
    });
    await using conversation = await engine.codex.newConversation();
    await collect(conversation.run("go"));
  }
  expect(await readFile(log, "utf8")).toBe("managed\nmanaged\n");
});

it("starts no session whose required hooks could not run", async () => {
  using folder = new TemporaryFolder();
  for (const [hooks, fault] of [
    ['PreToolUse = [{ matcher = "(", hooks = [] }]', "is not a regular expression"],
    ["PreToolUze = []", "there is no event `PreToolUze`"],
    ['Stop = [{ hooks = [{ type = "prompt" }] }]', "is not run: only commands are"],
    ['Stop = [{ hooks = [{ type = "mcp_tool", server = "s", tool = "t" }] }]', "only commands are run"],
    ["Stop = 3", "do not have the format of hooks"],
  ] as const) {
    const requirementsFile = await required(folder, `[hooks]\n${hooks}\n`);
    await using engine = await startEngine([], { requirementsFile });
    await expect(engine.codex.newConversation()).rejects.toThrow(fault);
  }
});

it("refuses a turn's policies that are not allowed, and plans if only asking is allowed", async () => {
  using folder = new TemporaryFolder();
  const requirementsFile = await required(
    folder,
    'allowed_approval_policies = ["on-request"]\nallowed_sandbox_modes = ["read-only"]\n',
  );
  await using engine = await startEngine([sse.say("done")], { requirementsFile });
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await expect(thread.configure({ approvalPolicy: "never" })).rejects.toMatchObject({ code: "request-invalid" });
  await expect(thread.configure({ sandboxPolicy: { mode: "danger-full-access" } })).rejects.toThrow(
    "does not allow the sandbox danger-full-access, only read-only",
  );
  await thread.configure({ mode: { kind: "plan" } });
  await collect(conversation.run("plan"));
  expect(JSON.stringify(inputOf(engine.model.requests[0]))).toContain("read-only");
});
