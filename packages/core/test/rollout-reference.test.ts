import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ResponseItem } from "@codex/protocol";
import {
  type ModelServer,
  REFERENCE_HINT,
  referenceBinary,
  sse,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRollout } from "../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../src/rollout/rollout-recorder.js";
import { fileThreadStore } from "../src/store/file-thread-store.js";

const SESSION = "0123abcd-0123-4567-89ab-0123456789ab";
const reference = referenceBinary();

async function runReference(home: TemporaryFolder, model: ModelServer, ...args: string[]): Promise<void> {
  home.write(
    "config.toml",
    `model = "mock"\nmodel_provider = "mock"\n[model_providers.mock]\nname = "mock"\nwire_api = "responses"\nbase_url = "${model.baseUrl}"\n`,
  );
  const flags = [
    "exec",
    "--skip-git-repo-check",
    "--dangerously-bypass-approvals-and-sandbox",
    "-C",
    home.path,
    ...args,
  ];
  const env = { PATH: process.env["PATH"], HOME: home.path, CODEX_HOME: home.path };
  const running = promisify(execFile)(reference ?? "", flags, { env });
  running.child.stdin?.end();
  await running;
}

test("a rollout of the reference is loaded completely", async ({ skip }) => {
  if (reference === undefined) skip(REFERENCE_HINT);
  using home = new TemporaryFolder({ "AGENTS.md": "rules" });
  await using model = await startModelServer([sse.shell(["echo", "hi"]), sse.reason("thinking", "done")]);
  await runReference(home, model, "go");
  const [summary] = (await fileThreadStore(home.path).list()).threads;
  expect(summary).toMatchObject({ preview: "go", meta: { id: summary?.id } });
  const loaded = await loadRollout(summary?.path ?? "", home.path);
  expect(loaded.meta?.instructions).toEqual(expect.any(String));
  expect(loaded.warnings).toEqual([]);
  expect(loaded.items.map(({ type }) => type)).toEqual([
    "message",
    "message",
    "message",
    "function_call",
    "function_call_output",
    "reasoning",
    "message",
  ]);
});

test("the reference resumes one of our rollouts", async ({ skip }) => {
  if (reference === undefined) skip(REFERENCE_HINT);
  using home = new TemporaryFolder();
  const recorder = await RolloutRecorder.create({
    codexHome: home.path,
    id: SESSION,
    cwd: home.path,
    git: { branch: "main" },
  });
  const items: ResponseItem[] = [
    { type: "message", role: "user", content: [{ type: "input_text", text: "earlier" }] },
    { type: "reasoning", id: "rs", summary: [{ type: "summary_text", text: "hm" }], encrypted_content: "opaque" },
    { type: "function_call", id: "fc", name: "shell", arguments: "{}", call_id: "1" },
    { type: "function_call_output", call_id: "1", output: "ok" },
    { type: "custom_tool_call", call_id: "2", name: "apply_patch", input: "*** Begin Patch" },
    { type: "custom_tool_call_output", call_id: "2", output: "ok" },
    { type: "local_shell_call", call_id: "3", status: "completed", action: { type: "exec", command: ["ls"] } },
    { type: "message", id: "msg", role: "assistant", content: [{ type: "output_text", text: "done" }] },
  ];
  await recorder.record({ startsGroup: true });
  await recorder.record({ items });
  await recorder.close();
  await using model = await startModelServer([sse.say("again")]);
  await runReference(home, model, "-c", `experimental_resume=${JSON.stringify(recorder.path)}`, "go on");
  // The model gets everything that we recorded, in order, and the reference continues in the same file.
  const [request] = model.requests;
  expect(request?.body).toMatchObject({
    prompt_cache_key: SESSION,
    input: expect.arrayContaining(items.map((item) => expect.objectContaining(withoutUndefined(item)))),
  });
  const loaded = await loadRollout(recorder.path, home.path);
  expect(loaded.warnings).toEqual([]);
  expect(loaded.items.slice(0, items.length)).toEqual(items);
  expect(loaded.items.at(-1)).toMatchObject({ role: "assistant", content: [{ text: "again" }] });
});

function withoutUndefined(item: ResponseItem): object {
  const { type } = item;
  return "call_id" in item && item.call_id !== undefined ? { type, call_id: item.call_id } : { type };
}
