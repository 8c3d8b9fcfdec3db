import { writeFileSync } from "node:fs";
import path from "node:path";
import { type ScriptedReply, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const UNRESTRICTED = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
const tiers = [
  { id: "priority", name: "Fast", description: "Answers sooner." },
  { id: "turbo", name: "Turbo", description: "Answers at once." },
];
const models = [{ slug: "test-model", service_tiers: tiers, default_service_tier: "turbo" }, { slug: "plain-model" }];

async function startWithTiers(turns: number, config = "") {
  const script: ScriptedReply[] = Array.from({ length: turns }, () => sse.say("done"));
  const server = await startServer({
    script,
    config: `${UNRESTRICTED}\n${config}\nmodel_catalog_json = "models.json"`,
  });
  writeFileSync(path.join(server.codexHome, "models.json"), JSON.stringify({ models }));
  return server;
}

const sent = ({ requests }: { readonly requests: readonly { readonly body: unknown }[] }) =>
  requests.map(({ body }) => (body as { service_tier?: string }).service_tier);

/** The tiers of all notifications about settings. */
const announced = ({ notifications }: TestClient) =>
  notifications.flatMap(({ method, params }) =>
    method === "thread/settings/updated"
      ? [(params as { threadSettings: { serviceTier: string | null } }).threadSettings.serviceTier]
      : [],
  );

test("a turn asks for the tier that was chosen for it, if its model has it", async () => {
  await using server = await startWithTiers(8);
  const client = await server.connect({ experimentalApi: true });
  const { thread, serviceTier } = await client.call("thread/start", {});
  expect(serviceTier).toBeNull();
  await say(client, thread.id, "go");
  await say(client, thread.id, "go", { serviceTier: "fast" });
  await say(client, thread.id, "go", { serviceTier: "priority" });
  await say(client, thread.id, "go", { serviceTierForTurn: "flex" });
  await say(client, thread.id, "go", { model: "plain-model" });
  await say(client, thread.id, "go", { model: "test-model", serviceTier: "unknown" });
  await say(client, thread.id, "go", { serviceTier: "turbo" });
  await say(client, thread.id, "go", { serviceTier: null });
  expect(sent(server.model)).toEqual([
    undefined,
    "priority",
    "priority",
    "flex",
    undefined,
    undefined,
    "turbo",
    undefined,
  ]);
  expect(announced(client)).toEqual(["priority", "priority", "unknown", "turbo", "default"]);
});

test("a thread keeps its tier: from the configuration or a request, also after a restart and in a fork", async () => {
  await using server = await startWithTiers(2, 'service_tier = "fast"');
  const client = await server.connect({ experimentalApi: true });
  expect((await client.call("thread/start", { serviceTier: null })).serviceTier).toBe("default");
  expect((await client.call("thread/start", { serviceTier: "unknown" })).serviceTier).toBeNull();
  const { thread, serviceTier } = await client.call("thread/start", {});
  expect(serviceTier).toBe("priority");
  const threadId = thread.id;
  await say(client, threadId, "go");
  await client.call("thread/settings/update", { threadId, serviceTier: "turbo" });
  await using again = await server.restart();
  const later = await again.connect();
  expect((await later.call("thread/resume", { threadId })).serviceTier).toBe("turbo");
  expect((await later.call("thread/fork", { threadId })).serviceTier).toBe("turbo");
  expect((await later.call("thread/fork", { threadId, serviceTier: "flex" })).serviceTier).toBe("flex");
  await say(later, threadId, "go");
  expect(sent(server.model)).toEqual(["priority", "turbo"]);
});

test("the list of models names their tiers", async () => {
  await using server = await startWithTiers(0);
  const client = await server.connect();
  const { data } = await client.call("model/list", {});
  expect(data.map(({ serviceTiers, defaultServiceTier }) => ({ serviceTiers, defaultServiceTier }))).toEqual([
    { serviceTiers: tiers, defaultServiceTier: "turbo" },
    { serviceTiers: [], defaultServiceTier: null },
  ]);
});

test("settings that a client sends again change nothing, and nobody is notified", async () => {
  await using server = await startWithTiers(2);
  const client = await server.connect({ experimentalApi: true });
  const { thread, cwd, model, sandbox, approvalPolicy } = await client.call("thread/start", {});
  const settings = { cwd, model, approvalPolicy, sandboxPolicy: sandbox, effort: "medium" };
  await say(client, thread.id, "go", settings);
  await say(client, thread.id, "go", settings);
  await client.call("thread/settings/update", { threadId: thread.id, model, effort: "medium" });
  expect(announced(client)).toEqual([]);
  const environments = JSON.stringify(server.model.requests.at(-1)?.body).match(/<environment_context>/g);
  expect(environments).toHaveLength(1);
});
