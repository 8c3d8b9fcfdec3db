import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "@codex/test-support";
import { type BuildOptions, build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const here = dirname(fileURLToPath(import.meta.url));
const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** The examples of a package's README, in their order. */
function examplesOf(name: string): string[] {
  const readme = readFileSync(join(here, "../..", name, "README.md"), "utf8");
  return [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
}

async function bundle(code: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: here, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    conditions: ["@codex/source"],
    ...options,
  });
  return outputFiles?.[0]?.text ?? "";
}

/** Runs an example as a program, which reads the input after printing the prompt. Returns its output. */
async function runInNode(code: string, input = "", prompt = ""): Promise<string> {
  const file = folder.at("example.mjs");
  writeFileSync(file, await bundle(code, { platform: "node", target: "node22" }));
  const env = { ...process.env, PATH: `${folder.path}:${process.env["PATH"]}` };
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit"], env });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    printed += chunk;
    if (printed.includes(prompt)) child.stdin.end(input);
  });
  if (prompt === "") child.stdin.end(input);
  await once(child, "close");
  return printed;
}

describe("in Node", () => {
  test("mcp-types", async () => {
    const [code = ""] = examplesOf("mcp-types");
    expect((await runInNode(code)).split("\n")[0]).toBe("2025-06-18");
  });

  test("jsonrpc", async () => {
    const [code = ""] = examplesOf("jsonrpc");
    expect(await runInNode(code)).toBe("42\n");
  });

  test("protocol", async () => {
    const [code = ""] = examplesOf("protocol");
    const lines = [
      "Reading additional input",
      '{"id":"0","msg":{"type":"exec_command_begin","call_id":"c","command":["ls","-l"],"cwd":"/","parsed_cmd":[]}}',
      '{"id":"0","msg":{"type":"brand_new"}}',
      '{"id":"0","msg":{"type":"agent_message","message":"done"}}',
    ];
    expect(await runInNode(code, lines.join("\n"))).toBe("$ ls -l\ndone\n");
  });

  test("client", async () => {
    const program = folder.at("program.mjs");
    await build({
      entryPoints: [join(here, "program.ts")],
      outfile: program,
      bundle: true,
      format: "esm",
      platform: "node",
      conditions: ["@codex/source"],
    });
    writeFileSync(folder.at("codex"), `#!/bin/sh\nexec ${process.execPath} ${program}\n`);
    chmodSync(folder.at("codex"), 0o755);
    const [code = ""] = examplesOf("client");
    const printed = await runInNode(code, "y\n", "Run rm -rf x?");
    expect(printed).toContain("Delete what the last build left: approved, denied\n");
  });
});

const CHROMIUM = "/usr/bin/chromium";
/** The library's own time limits fail on a busy machine. */
const LIMIT_MS = 250_000;
describe.skipIf(!existsSync(CHROMIUM))(`in a browser (needs ${CHROMIUM})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"], timeout: LIMIT_MS });
  });
  afterAll(() => browser.close());

  /** A page with the example and the list that it takes for granted. */
  async function open(code: string): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.setContent("<ul></ul>");
    await page.addScriptTag({ type: "module", content: await bundle(code, { platform: "browser" }) });
    return page;
  }
  const entries = (page: Page) => page.locator("li").allTextContents();

  test("protocol", async () => {
    const page = await open(examplesOf("protocol")[1] ?? "");
    for (const line of ['{"id":"","msg":{"type":"agent_message","message":"hi"}}', '{"id":"","msg":{}}', "{"]) {
      await page.evaluate(`window.postMessage(${JSON.stringify(line)})`);
    }
    await page.locator("li").nth(2).waitFor();
    expect(await entries(page)).toEqual([
      "hi",
      expect.stringMatching(/^Not an event \(msg\.type: expected "error" or .*, or expected string\)$/),
      "Not an event (not JSON)",
    ]);
  });

  test("client", async () => {
    const page = await open(examplesOf("client")[1] ?? "");
    const server = `
      import { messagePortTransport } from "@codex/jsonrpc";
      import { startServer } from "./server.ts";
      const { port1, port2 } = new MessageChannel();
      startServer(messagePortTransport(port1));
      window.postMessage("", "*", [port2]);`;
    await page.addScriptTag({ type: "module", content: await bundle(server, { platform: "browser" }) });
    await page.locator("li").nth(1).waitFor();
    expect(await entries(page)).toEqual(["runs rm -rf x", "hello: approved, denied"]);
  });
});
