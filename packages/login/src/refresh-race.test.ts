import { once } from "node:events";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { jwt, startFakeIssuer } from "@codex/test-support";
import { expect, test } from "vitest";
import { bundleForChildren, spawnProgram } from "../test/support/child-program.js";
import { chatGptFile, day, temporaryHome, writeJson } from "../test/support/temporary-home.js";

/** Reports that it is ready, waits for a line, and then gets a token as every request does. */
const program = `
  const { codexHome, issuer } = JSON.parse(process.env.SETTINGS);
  const manager = await login.AuthManager.load({ codexHome, issuer, env: {} });
  await manager.current();
  process.stdout.write("ready\\n");
  await new Promise((resolve) => process.stdin.once("data", resolve));
  const bearer = await manager.bearerToken(AbortSignal.timeout(100_000));
  process.stdout.write(bearer.token + "\\n");
  process.exit(0);
`;

test("8 processes with an expired token: 1 refresh, 8 successes", async () => {
  await using home = await temporaryHome();
  await using fake = await startFakeIssuer();
  await mkdir(home.codexHome, { mode: 0o700 });
  const path = join(home.codexHome, "auth.json");
  const accessToken = jwt({ exp: Date.now() / 1000 - 60 });
  await writeJson(path, chatGptFile({ accessToken, age: day }));
  const bundle = await bundleForChildren(home.root);
  const env = { SETTINGS: JSON.stringify({ codexHome: home.codexHome, issuer: fake.issuer }) };

  const children = Array.from({ length: 8 }, () => spawnProgram({ program, bundle, env }));
  await Promise.all(children.map(({ stdout }) => once(stdout, "readable")));
  const outputs = children.map(({ stdout }) => text(stdout));
  for (const { stdin } of children) stdin.end("go\n");
  const tokens = (await Promise.all(outputs)).map((output) => output.split("\n")[1]);

  const stored = JSON.parse(await readFile(path, "utf8"));
  expect(fake.requestsOf("refresh_token")).toHaveLength(1);
  expect(stored.tokens.refresh_token).toBe("refresh-1");
  expect(tokens).toEqual(Array.from({ length: 8 }, () => stored.tokens.access_token));
  expect(stored.tokens.access_token).not.toBe(accessToken);
});

test("a process that is killed during a refresh leaves the lock to the next", async () => {
  await using home = await temporaryHome();
  let asked = () => {};
  const firstAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let requests = 0;
  await using fake = await startFakeIssuer({
    // The first request is never answered.
    intercept: () => {
      asked();
      return requests++ === 0 ? new Promise<never>(() => {}) : undefined;
    },
  });
  await mkdir(home.codexHome, { mode: 0o700 });
  await writeJson(join(home.codexHome, "auth.json"), chatGptFile({ age: 29 * day }));
  const bundle = await bundleForChildren(home.root);
  const env = { SETTINGS: JSON.stringify({ codexHome: home.codexHome, issuer: fake.issuer }) };

  const killed = spawnProgram({ program, bundle, env });
  killed.stdin.end("go\n");
  await firstAsked;
  killed.kill("SIGKILL");
  const next = spawnProgram({ program, bundle, env });
  next.stdin.end("go\n");
  expect((await text(next.stdout)).split("\n")[1]).toMatch(/^[\w-]+\.[\w-]+\./);
  expect(fake.refreshToken()).toBe("refresh-1");
});
