import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { TemporaryFolder } from "@codex/test-support";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The packages that others build on, as npm would publish them. */
const NAMES = ["mcp-types", "protocol", "app-server-protocol", "jsonrpc", "client"] as const;

const root = fileURLToPath(new URL("../../../", import.meta.url));
const unbuilt = NAMES.filter((name) => !existsSync(join(root, "packages", name, "dist/index.js")));
const project = new TemporaryFolder();
afterAll(() => project[Symbol.dispose]());

const run = async (program: string, args: readonly string[], cwd: string): Promise<string> => {
  try {
    return (await promisify(execFile)(program, args, { cwd, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    // Compilers report errors on stdout.
    throw new Error(`${program} failed: ${JSON.stringify(error)}`, { cause: error });
  }
};
const tool = (name: string) => join(root, "node_modules/.bin", name);

/** Unpacks a package into the project, next to its dependencies. */
async function install(name: string): Promise<void> {
  const folder = project.at("node_modules/@codex", name);
  mkdirSync(folder, { recursive: true });
  const packed: unknown = JSON.parse(
    await run("npm", ["pack", "--json", "--silent", "--pack-destination", project.path], join(root, "packages", name)),
  );
  const [file] = JSON.stringify(packed).match(/[\w.-]+\.tgz/) ?? [];
  execFileSync("tar", ["-xzf", project.at(file ?? ""), "-C", folder, "--strip-components=1"]);
}

/** A bundler's output for some code, for a browser. */
async function bundle(code: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: project.path },
    logLevel: "error",
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
const kilobytes = async (code: string) => gzipSync(await bundle(code)).length / 1000;

describe.skipIf(unbuilt.length > 0)("as published (needs npm run build)", () => {
  beforeAll(async () => {
    await Promise.all(NAMES.map(install));
    symlinkSync(join(root, "node_modules/zod"), project.at("node_modules/zod"));
    writeFileSync(project.at("package.json"), '{ "type": "module" }');
  });

  test.each(NAMES)("%s: publint and attw find nothing", async (name) => {
    const folder = join(root, "packages", name);
    const [tarball] = readdirSync(project.path).filter((file) => file.startsWith(`codex-${name}-`));
    await run(tool("publint"), ["--strict", project.at("node_modules/@codex", name)], folder);
    await run(tool("attw"), [project.at(tarball ?? ""), "--profile", "esm-only", "--quiet"], folder);
  });

  test("every entry point can be imported by Node", async () => {
    const entries = NAMES.flatMap((name) => {
      const { exports } = JSON.parse(readFileSync(project.at(`node_modules/@codex/${name}/package.json`), "utf8"));
      return Object.keys(exports).map((entry) => `@codex/${name}${entry.slice(1)}`);
    });
    const imports = entries.map((entry) => (entry.endsWith(".json") ? jsonImport(entry) : `import "${entry}";`));
    writeFileSync(project.at("all.mjs"), imports.join("\n"));
    await run(process.execPath, ["all.mjs"], project.path);
  });

  test("types need neither Node's nor the browser's types, and are correct without skipLibCheck", async () => {
    writeFileSync(
      project.at("protocol.ts"),
      `import { type EventMsg, EventSchema, parseText } from "@codex/protocol";
       import { OpSchema } from "@codex/protocol/op";
       const event = parseText(EventSchema, '{"id":"","msg":{"type":"shutdown_complete"}}');
       export const type: EventMsg["type"] = event.msg.type;
       export const op = OpSchema.parse({ type: "interrupt" });`,
    );
    writeFileSync(project.at("client.ts"), 'export { CodexClient } from "@codex/client";');
    // zod's own declarations mention URL, so without the browser's types only ours can be checked.
    await compile("protocol.ts", { lib: ["ES2023"], skipLibCheck: true });
    await compile("protocol.ts", { lib: ["ES2023", "DOM"], skipLibCheck: false });
    await compile("client.ts", { lib: ["ES2023", "DOM"], skipLibCheck: false });
  });

  test("importing has no side effects, and costs little", async () => {
    expect((await bundle('import "@codex/protocol"; import "@codex/client";')).length).toBe(0);
    expect(await kilobytes('export * from "@codex/protocol";')).toBeLessThan(60);
    expect(await kilobytes('export { SandboxPolicySchema } from "@codex/protocol";')).toBeLessThan(25);
    expect(await kilobytes('export { EventSchema } from "@codex/protocol";')).toBeLessThan(25);
    // Names and codes are loaded without any schema.
    expect(await kilobytes('export * from "@codex/protocol/methods";')).toBeLessThan(1);
    expect(await kilobytes('export * from "@codex/jsonrpc";')).toBeLessThan(6);
  });

  async function compile(file: string, options: { lib: readonly string[]; skipLibCheck: boolean }): Promise<void> {
    const compilerOptions = {
      ...options,
      strict: true,
      noEmit: true,
      module: "NodeNext",
      target: "ES2022",
      types: [],
    };
    const config = project.at(`tsconfig.${file}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
    await run(tool("tsc"), ["-p", config], project.path);
  }
});

const jsonImport = (entry: string) => `import ${JSON.stringify(entry)} with { type: "json" };`;
