import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { protocolJsonSchema } from "@codex/protocol/json-schema";
import { protocolTypeScript } from "@codex/protocol/typescript";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../main.js";

const tsc = fileURLToPath(new URL("../../../../node_modules/.bin/tsc", import.meta.url));
const cwd = new TemporaryFolder();
afterAll(() => cwd[Symbol.dispose]());

async function run(...argv: string[]) {
  const stderr = new PassThrough();
  const status = await runCommandLine(argv, {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    env: { PATH: process.env["PATH"] },
    cwd: cwd.path,
    platform: process.platform,
    signal: new AbortController().signal,
    version: "0",
  });
  stderr.end();
  return { status, stderr: await text(stderr) };
}

test("generate-ts writes a file for each type and an index", async () => {
  expect(await run("generate-ts", "--out", "a/ts")).toEqual({ status: 0, stderr: "" });
  expect(readdirSync(cwd.at("a/ts")).sort()).toEqual([...protocolTypeScript().keys()].sort());
  expect(readFileSync(cwd.at("a/ts/ReviewDecision.ts"), "utf8")).toContain('"approved" | "approved_for_session"');
});

test("generate-ts passes the files to a formatter", async () => {
  expect(await run("generate-ts", "-o", "b", "-p", "false")).toMatchObject({ status: 1 });
  expect(await run("generate-ts", "-o", "b", "-p", "true")).toEqual({ status: 0, stderr: "" });
});

test("generate-json-schema writes one file", async () => {
  expect(await run("generate-json-schema", "--out", "c")).toEqual({ status: 0, stderr: "" });
  const written: unknown = JSON.parse(readFileSync(cwd.at("c/codex-protocol.schema.json"), "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(protocolJsonSchema())));
});

test("app-server generate-json-schema writes each type with the types it references, and one file with all", async () => {
  expect(await run("app-server", "generate-json-schema", "--experimental", "--out", "d")).toEqual({
    status: 0,
    stderr: "",
  });
  const read = (file: string) => JSON.parse(readFileSync(cwd.at("d", file), "utf8"));
  expect(Object.keys(read("v2/ThreadUnsubscribeResponse.json").$defs)).toEqual(["ThreadUnsubscribeStatus"]);
  expect(read("ClientRequest.json").anyOf.length).toBeGreaterThan(100);
  expect(Object.keys(read("codex_app_server_protocol.schemas.json").$defs).length).toBeGreaterThan(500);
});

test("app-server generate-ts writes types that reference each other across folders", async () => {
  expect(await run("app-server", "generate-ts", "--out", "e")).toEqual({ status: 0, stderr: "" });
  expect(readFileSync(cwd.at("e/index.ts"), "utf8")).toContain('export * as v2 from "./v2";');
  expect(readFileSync(cwd.at("e/ServerNotification.ts"), "utf8")).toContain('from "./v2/TurnStartedNotification"');
  const flags = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler"];
  await promisify(execFile)(tsc, [...flags, "index.ts"], { cwd: cwd.at("e") });
});

test("without a folder, nothing is written", async () => {
  expect(await run("generate-ts")).toEqual({
    status: 2,
    stderr: "error: name the folder to write to with '--out DIR'\n",
  });
});
