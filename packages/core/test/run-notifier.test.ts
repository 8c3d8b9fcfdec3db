import { existsSync, readFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { UserNotification } from "../src/notify/notification-argument.js";
import { runNotifier } from "../src/notify/run-notifier.js";

const notification: UserNotification = {
  type: "agent-turn-complete",
  "thread-id": "t",
  "turn-id": "1",
  cwd: "/work",
  client: "codex_exec",
  "input-messages": ["say $(touch PWN) 'hi'"],
  "last-assistant-message": null,
};

test("the program gets its arguments, followed by the notification", async () => {
  using folder = new TemporaryFolder({
    "notify.mjs":
      'import { writeFileSync, renameSync } from "node:fs"; writeFileSync("t", JSON.stringify([process.argv.slice(2), process.env.A])); renameSync("t", "told")',
  });
  const command = [process.execPath, folder.at("notify.mjs"), "first"];
  expect(await runNotifier({ command, cwd: folder.path, env: { A: "b" } }, notification)).toBeUndefined();
  await expect.poll(() => existsSync(folder.at("told"))).toBe(true);
  const [[first, argument], variable] = JSON.parse(readFileSync(folder.at("told"), "utf8"));
  expect([first, JSON.parse(argument), variable]).toEqual(["first", notification, "b"]);
  expect(existsSync(folder.at("PWN"))).toBe(false);
});

test("texts that are too long for an argument are cut", async () => {
  using folder = new TemporaryFolder({
    "notify.mjs":
      'import { writeFileSync, renameSync } from "node:fs"; writeFileSync("t", process.argv[2]); renameSync("t", "told")',
  });
  const command = [process.execPath, folder.at("notify.mjs")];
  const long = {
    ...notification,
    "input-messages": ["\0".repeat(50_000), "short"],
    "last-assistant-message": "😀".repeat(99_999),
  };
  expect(await runNotifier({ command, cwd: folder.path, env: {} }, long)).toBeUndefined();
  await expect.poll(() => existsSync(folder.at("told"))).toBe(true);
  expect(JSON.parse(readFileSync(folder.at("told"), "utf8"))).toEqual({
    ...notification,
    "input-messages": [expect.stringMatching(/^\0{1000,}…$/), "short"],
    "last-assistant-message": expect.stringMatching(/^(😀){1000,}…$/u),
  });
});

test("a program that cannot be started is reported, not thrown", async () => {
  const notifier = { command: ["/no/such/program"], cwd: "/", env: {} };
  expect(await runNotifier(notifier, notification)).toContain("`notify` program /no/such/program could not be started");
});
