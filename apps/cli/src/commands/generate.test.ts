import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { protocolJsonSchema } from "@codex/protocol/json-schema";
import { protocolTypeScript } from "@codex/protocol/typescript";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../main.js";

const cwd = mkdtempSync(join(tmpdir(), "codex-generate-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const stderr = new PassThrough();
  const status = await runCommandLine(argv, {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    env: { PATH: process.env["PATH"] },
    cwd,
    platform: process.platform,
    signal: new AbortController().signal,
    version: "0",
  });
  stderr.end();
  return { status, stderr: await text(stderr) };
}

test("generate-ts writes a file for each type, and an index", async () => {
  expect(await run("generate-ts", "--out", "a/ts")).toEqual({ status: 0, stderr: "" });
  expect(readdirSync(join(cwd, "a/ts")).sort()).toEqual([...protocolTypeScript().keys()].sort());
  expect(readFileSync(join(cwd, "a/ts/ReviewDecision.ts"), "utf8")).toContain('"approved" | "approved_for_session"');
});

test("generate-ts hands the files to a formatter", async () => {
  expect(await run("generate-ts", "-o", "b", "-p", "false")).toMatchObject({ status: 1 });
  expect(await run("generate-ts", "-o", "b", "-p", "true")).toEqual({ status: 0, stderr: "" });
});

test("generate-json-schema writes one file", async () => {
  expect(await run("generate-json-schema", "--out", "c")).toEqual({ status: 0, stderr: "" });
  const written: unknown = JSON.parse(readFileSync(join(cwd, "c/codex-protocol.schema.json"), "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(protocolJsonSchema())));
});

test("without a folder, nothing is written", async () => {
  expect(await run("generate-ts")).toEqual({ status: 2, stderr: "error: say where to write with '--out DIR'\n" });
});
