import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadConfig } from "@codex/core";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findLatestSession } from "./find-session.js";

let home: TemporaryFolder;
beforeEach(() => {
  home = new TemporaryFolder();
});
afterEach(() => home[Symbol.dispose]());

const OLD = "0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
const NEW = "2199a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

function save(id: string, text: string, updatedAt: number): void {
  const folder = home.at("sessions/2025/10/01");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `rollout-2025-10-01T10-00-00-${id}.jsonl`);
  writeFileSync(file, text);
  utimesSync(file, updatedAt, updatedAt);
}

const meta = (id: string) =>
  `${JSON.stringify({
    timestamp: "2025-10-01T10:00:00.000Z",
    type: "session_meta",
    payload: {
      id,
      timestamp: "2025-10-01T10:00:00.000Z",
      cwd: home.path,
      originator: "x",
      cli_version: "1",
      instructions: null,
    },
  })}\n`;

const latest = async () =>
  findLatestSession(
    await loadConfig({ codexHome: home.path, cwd: home.path, env: {}, cliOverrides: [], overrides: {} }),
  );

test.each(["", "garbage\n", "\0\0\0\0"])("a newer file that contains %j is not found as a session", async (text) => {
  save(NEW, text, 2_000_000_000);
  expect(await latest()).toMatchObject({ type: "found", id: NEW });
  save(OLD, meta(OLD), 1_000_000_000);
  expect(await latest()).toMatchObject({ type: "found", id: OLD });
});
