import { writeFileSync } from "node:fs";
import path from "node:path";
import { fault, idToken } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer } from "./support/start-server.js";
import type { TestClient } from "./support/test-client.js";

const LIMITS = {
  "x-codex-primary-used-percent": "42.5",
  "x-codex-primary-window-minutes": "300",
  "x-codex-primary-reset-at": "1796070000",
  "x-codex-secondary-used-percent": "no number",
  "x-codex-credits-has-credits": "True",
  "x-codex-credits-unlimited": "false",
  "x-codex-credits-balance": "12",
};

const answer = (headers: Record<string, string>) => {
  const message = { type: "message", id: "m", role: "assistant", content: [{ type: "output_text", text: "done" }] };
  return fault.status(200, { object: "response", id: "r", status: "completed", output: [message] }, headers);
};

const heard = ({ notifications }: TestClient) =>
  notifications.filter(({ method }) => method === "account/rateLimits/updated").map(({ params }) => params);

test("every client hears how much of its limits the account has used, also from refusals", async () => {
  const other = { "x-codex-active-limit": "Other_limit", "x-other-limit-limit-name": "Other" };
  const refused = fault.status(429, { error: { type: "usage_limit_reached" } }, LIMITS);
  const used = { "x-other-limit-primary-used-percent": "3" };
  await using server = await startServer({
    script: [answer(LIMITS), answer({}), answer({ ...other, ...used }), refused],
  });
  const client = await server.connect();
  const watcher = await server.connect();
  const { thread } = await client.call("thread/start", {});
  for (let turn = 0; turn < 4; turn++) await say(client, thread.id, "go");
  await watcher.call("thread/loaded/list", {});
  const credits = { hasCredits: true, unlimited: false, balance: "12" };
  const usual = {
    rateLimits: expect.objectContaining({
      limitId: "codex",
      primary: { usedPercent: 43, windowDurationMins: 300, resetsAt: 1796070000 },
      secondary: null,
      credits,
    }),
  };
  const second = {
    rateLimits: expect.objectContaining({
      limitId: "other_limit",
      limitName: "Other",
      primary: { usedPercent: 3, windowDurationMins: null, resetsAt: null },
      credits,
    }),
  };
  expect(heard(client)).toEqual([usual, second, usual]);
  expect(heard(watcher)).toEqual(heard(client));
  expect(await client.failure("account/rateLimits/read")).toMatchObject({ code: -32600 });
});

test("a client with a ChatGPT login reads what the last answer said, until the account changes", async () => {
  await using server = await startServer({ script: [answer(LIMITS)] });
  const tokens = { id_token: idToken(), access_token: "access", refresh_token: "refresh", account_id: "account" };
  const login = { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
  writeFileSync(path.join(server.codexHome, "auth.json"), JSON.stringify(login));
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  expect((await client.failure("account/rateLimits/read")).message).toContain("first answer");
  await say(client, thread.id, "go");
  const { rateLimits, rateLimitsByLimitId } = await client.call("account/rateLimits/read", null);
  expect(rateLimits).toMatchObject({ limitId: "codex", primary: { usedPercent: 43 } });
  expect(rateLimitsByLimitId).toEqual({ codex: rateLimits });
  await client.call("account/login/start", { type: "apiKey", apiKey: "sk-other" });
  await client.hear("account/updated");
  expect((await client.failure("account/rateLimits/read")).message).toContain("chatgpt authentication required");
});
