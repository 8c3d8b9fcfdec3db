import { chat, type ModelReply, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const ok = (body: unknown): ModelReply => ({ type: "status", status: 200, body });
const LM_STUDIO = [ok({}), ok({ data: [{ id: "openai/gpt-oss-20b" }] }), sse.say("from this machine")];

test.each([
  ["a switch", "", ["--oss", "--local-provider", "lmstudio"]],
  ["its name alone", "", ["--local-provider", "lmstudio"]],
  ["the configuration", 'oss_provider = "lmstudio"\n', ["--oss"]],
])("LM Studio serves the model by %s", async (_by, config, args) => {
  await using model = await startModelServer(LM_STUDIO);
  await using workspace = await createWorkspace({ config });
  const env = { CODEX_OSS_BASE_URL: model.baseUrl };
  const run = await runCodex(workspace, ["exec", ...args, "hi"], { env });
  expect(run).toMatchObject({ code: 0, stdout: "from this machine\n" });
  expect(model.requests.map(({ path }) => path)).toEqual(["/v1/models", "/v1/models", "/v1/responses"]);
  expect(model.requests[2]).toMatchObject({ body: { model: "openai/gpt-oss-20b" } });
});

test("Ollama and the named model are used unless something else is specified", async () => {
  await using model = await startModelServer([ok({}), ok({ models: [{ name: "mine" }] }), chat.say("hello")]);
  await using workspace = await createWorkspace({});
  const env = { CODEX_OSS_BASE_URL: model.baseUrl };
  const run = await runCodex(workspace, ["exec", "--oss", "-m", "mine", "hi"], { env });
  expect(run).toMatchObject({ code: 0, stdout: "hello\n" });
  expect(model.requests.at(-1)).toMatchObject({ path: "/v1/chat/completions", body: { model: "mine" } });
});
