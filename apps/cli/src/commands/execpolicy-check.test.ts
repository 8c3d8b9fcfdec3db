import { writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../main.js";

const cwd = new TemporaryFolder();
afterAll(() => cwd[Symbol.dispose]());
writeFileSync(cwd.at("a.rules"), 'prefix_rule(["git", "push"], decision = "prompt", justification = "shared")\n');
writeFileSync(cwd.at("b.rules"), 'prefix_rule(["git"])\n');
writeFileSync(cwd.at("broken.rules"), "prefix_rule(\n");

async function check(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await runCommandLine(["execpolicy", "check", ...argv], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: { PATH: process.env["PATH"] },
    cwd: cwd.path,
    platform: process.platform,
    signal: new AbortController().signal,
    version: "0",
  });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

test("prints the matching rules and the strictest decision; options after the program belong to the program", async () => {
  const { status, stdout } = await check("--rules", "a.rules", "--rules", "b.rules", "git", "push", "--pretty");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    matchedRules: [
      { prefixRuleMatch: { matchedPrefix: ["git", "push"], decision: "prompt", justification: "shared" } },
      { prefixRuleMatch: { matchedPrefix: ["git"], decision: "allow" } },
    ],
    decision: "prompt",
  });
  expect(stdout.trim().split("\n")).toHaveLength(1);
  expect(await check("--pretty", "--rules", "b.rules", "ls")).toMatchObject({ stdout: '{\n  "matchedRules": []\n}\n' });
});

test("a missing or broken file is an error with its position", async () => {
  expect(await check("--rules", "absent.rules", "ls")).toMatchObject({ status: 1, stdout: "" });
  expect(await check("--rules", "broken.rules", "ls")).toEqual({
    status: 1,
    stdout: "",
    stderr: "error: broken.rules:2:1: expected a value, found the end of the file\n",
  });
});

test("rules and a command are required", async () => {
  expect(await check("ls")).toMatchObject({ status: 2 });
  expect(await check("--rules", "a.rules")).toMatchObject({ status: 2 });
});
