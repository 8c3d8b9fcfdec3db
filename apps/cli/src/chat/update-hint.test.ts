import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, test } from "vitest";
import { updateHint } from "./update-hint.js";

let folder: TemporaryFolder;
let codexHome: string;
const npmLog = () => folder.at("asked");
const cacheFile = () => path.join(codexHome, "newest-version.json");

beforeEach(() => {
  folder = new TemporaryFolder();
  codexHome = folder.at("home");
  mkdirSync(codexHome);
  npm('echo "1.10.0"');
});
afterEach(() => folder[Symbol.dispose]());

/** A fake npm that records its arguments, its folder and which of our secrets it can see. */
function npm(answer: string): void {
  const script = `#!/bin/sh\necho "$* in $PWD [$OPENAI_API_KEY]" >> ${npmLog()}\n${answer}\n`;
  writeFileSync(folder.at("npm"), script);
  chmodSync(folder.at("npm"), 0o755);
}

interface Start {
  readonly isRelease?: boolean;
  readonly version?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function start({ isRelease = true, version = "1.9.9", env = {} }: Start = {}): Promise<string | undefined> {
  const own = { PATH: `${folder.path}:/usr/bin:/bin`, OPENAI_API_KEY: "sk-secret", ...env };
  const io = { env: own, platform: process.platform, version, isRelease };
  const { hint, asked } = await updateHint({ codexHome, io, signal: new AbortController().signal });
  await asked;
  return hint;
}

const questions = () => (existsSync(npmLog()) ? readFileSync(npmLog(), "utf8").trim().split("\n") : []);

test("the start after a query reports a newer version without a query of its own", async () => {
  expect(await start()).toBeUndefined();
  const hint = "version 1.10.0 is out, this is 1.9.9: npm install -g @codex/cli@1.10.0";
  expect([await start(), await start()]).toEqual([hint, hint]);
  expect(questions()).toEqual([`view @codex/cli version in ${codexHome} []`]);
});

test("queries again after 20 hours, and after the clock was set back", async () => {
  const askedAt = (hours: number) =>
    writeFileSync(cacheFile(), JSON.stringify({ version: "1.9.9", askedAt: Date.now() - hours * 3_600_000 }));
  for (const hours of [19, 21, -30]) {
    askedAt(hours);
    await start();
  }
  expect(questions()).toHaveLength(2);
  expect(JSON.parse(readFileSync(cacheFile(), "utf8"))).toMatchObject({ version: "1.10.0" });
});

test("builds that are not releases never query or report, nor does a release in CI", async () => {
  writeFileSync(cacheFile(), JSON.stringify({ version: "9.0.0", askedAt: 0 }));
  expect(await start({ isRelease: false })).toBeUndefined();
  expect(await start({ env: { CI: "true" } })).toBeUndefined();
  expect(questions()).toEqual([]);
});

test.each([
  ["1.9.9", undefined],
  ["1.9.10", "1.9.10"],
  ["2.0.0", "2.0.0"],
  ["0.99.99", undefined],
  ["2.0.0-beta.1", undefined],
  ["9.9.9; rm -rf /", undefined],
])("%s, where 1.9.9 is available", async (version, reported) => {
  writeFileSync(cacheFile(), JSON.stringify({ version, askedAt: Date.now() }));
  const hint = await start();
  expect(hint?.includes(`version ${reported} is out`)).toBe(reported === undefined ? undefined : true);
});

test.each(["exit 1", "echo nonsense", "yes | head -c 100000", "echo 2.0.0-rc.1"])(
  "an npm answer without usable versions is ignored: %s",
  async (answer) => {
    npm(answer);
    writeFileSync(cacheFile(), "not JSON");
    expect([await start(), await start()]).toEqual([undefined, undefined]);
    expect(questions()).toHaveLength(2);
  },
);

test("a missing npm is no problem, and one that does not answer ends with the chat", async () => {
  rmSync(folder.at("npm"));
  expect(await start({ env: { PATH: "/nowhere" } })).toBeUndefined();
  npm("exec sleep 600");
  const chat = new AbortController();
  const io = {
    env: { PATH: `${folder.path}:/usr/bin:/bin` },
    platform: process.platform,
    version: "1.0.0",
    isRelease: true,
  };
  const { asked } = await updateHint({ codexHome, io, signal: chat.signal });
  chat.abort();
  await asked;
  expect(existsSync(cacheFile())).toBe(false);
});
