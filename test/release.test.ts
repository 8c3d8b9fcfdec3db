import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalRegistry, startLocalRegistry } from "./support/local-registry.js";
import {
  addChangeset,
  copyWorkspace,
  type Manifest,
  repositoryRoot,
  type WorkspaceCopy,
} from "./support/workspace-copy.js";

/** An export that is a plain file, not a module. */
const isAsset = (entry: string) => /\.(json|wasm)$/.test(entry);

// A complete release: versions, changelogs, publishing, installing, importing, running. It uses a local registry with only this project's
// packages; their dependencies come from npm's usual source.

const execute = promisify(execFile);
/** Each step installs or builds a lot, which takes its time on a busy machine. */
const LIMIT_MS = 600_000;
const MEBIBYTE = 1024 ** 2;
const isBuilt = ["packages/core", "packages/protocol", "apps/cli"].every((folder) =>
  existsSync(path.join(repositoryRoot, folder, "dist")),
);
const isOnline = await execute("npm", ["ping"], { cwd: tmpdir() }).then(
  () => true,
  () => false,
);

describe.skipIf(!isBuilt || !isOnline)("a release (needs npm run build, and the npm registry)", () => {
  let home: string;
  let env: Record<string, string>;
  let registry: LocalRegistry;
  let copy: WorkspaceCopy;
  let shipped: Manifest[];
  let project: string;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), "codex-release-home-"));
    registry = await startLocalRegistry();
    env = environmentFor(home);
    const { host } = new URL(registry.url);
    const { stdout: others } = await execute("npm", ["config", "get", "registry"], { cwd: tmpdir() });
    await writeFile(
      path.join(home, ".npmrc"),
      `registry=${others.trim()}\n@codex:registry=${registry.url}\n//${host}/:_authToken=none\n`,
    );
    copy = await copyWorkspace(env);
    project = path.join(home, "project");
    await mkdir(project);
    await writeFile(path.join(project, "package.json"), '{ "name": "somebody", "private": true, "type": "module" }\n');
  }, LIMIT_MS);

  afterAll(async () => {
    await copy[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true });
  });

  test("a change raises the versions of all packages and of their dependencies on each other", {
    timeout: LIMIT_MS,
  }, async () => {
    await addChangeset(copy, "@codex/protocol", "minor");
    await copy.run(process.execPath, "scripts/bundled-changes.mjs");
    await copy.run("node_modules/.bin/changeset", "version");
    const manifests = await Promise.all(copy.packages.map((folder) => copy.manifest(folder)));
    shipped = manifests.filter((manifest) => !manifest.private);
    const [version] = shipped.map((manifest) => manifest.version);
    expect(version).not.toBe((await manifestOf("packages/protocol")).version);
    expect(new Set(shipped.map((manifest) => manifest.version))).toEqual(new Set([version]));
    const internal = shipped.flatMap(({ dependencies = {} }) =>
      Object.entries(dependencies).filter(([name]) => name.startsWith("@codex/")),
    );
    expect(new Set(internal.map(([, range]) => range))).toEqual(new Set([`^${version}`]));
    for (const folder of copy.packages.filter((_, index) => !manifests[index]?.private)) {
      expect(await readFile(path.join(copy.folder, folder, "CHANGELOG.md"), "utf8")).toContain(`## ${version}`);
    }
    // The program is built from the package: its users only read the program's changelog.
    for (const folder of ["packages/protocol", "apps/cli"])
      expect(await readFile(path.join(copy.folder, folder, "CHANGELOG.md"), "utf8")).toContain("- A change.");
  });

  test("every package is published completely, without internal files", { timeout: LIMIT_MS }, async () => {
    // The version is built into the program.
    await execute("npm", ["run", "build"], { cwd: path.join(copy.folder, "apps/cli"), env });
    await copy.run("git", "add", "--all");
    await copy.run("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "Release");
    await copy.run("node_modules/.bin/changeset", "publish", "--no-git-tag");
    expect([...registry.published.keys()].sort()).toEqual(shipped.map(({ name }) => name).sort());
    for (const { name } of shipped) {
      const files = await filesOf(name);
      expect(files).toEqual(expect.arrayContaining(["package.json", "README.md", "LICENSE", "CHANGELOG.md"]));
      if (name === "@codex/cli") expect(files).toContain("dist/THIRD-PARTY-LICENSES.txt");
      expect(files.filter((file) => /\.test\.|(^|\/)(test|node_modules)\/|tsconfig|tsup/.test(file))).toEqual([]);
    }
  });

  test("types resolve, and publint reports nothing", { timeout: LIMIT_MS }, async () => {
    const { publint } = await import("publint");
    const problems = await Promise.all(
      shipped.map(async ({ name, exports = {} }) => {
        const file = path.join(home, `${name.replace("/", "-")}.tgz`);
        await writeFile(file, registry.tarball(name));
        const { messages } = await publint({ pack: { tarball: new Uint8Array(registry.tarball(name)).buffer } });
        const hasTypes = Object.keys(exports).includes(".");
        const assets = Object.keys(exports).filter(isAsset);
        const excluded = assets.length === 0 ? [] : ["--exclude-entrypoints", ...assets];
        const options = ["--profile", "esm-only", "--quiet", ...excluded];
        const attw = hasTypes ? await copy.run("node_modules/.bin/attw", file, ...options) : "";
        return [...messages.map(({ code }) => `${name}: ${code}`), ...(attw.trim() === "" ? [] : [attw])];
      }),
    );
    expect(problems.flat()).toEqual([]);
  });

  test("the packages install in an empty project; every export can be imported", { timeout: LIMIT_MS }, async () => {
    await npm(project, "install", ...shipped.map(({ name }) => name), "@types/node@24");
    const entries = shipped.flatMap(({ name, exports = {} }) =>
      Object.keys(exports)
        .filter((entry) => !isAsset(entry) && entry !== "./program")
        .map((entry) => `${name}${entry.slice(1)}`),
    );
    await writeFile(path.join(project, "all.ts"), importing(entries));
    await writeFile(path.join(project, "all.mjs"), `${importing(entries)}console.log(modules.length);\n`);
    const { stdout } = await execute(process.execPath, ["all.mjs"], { cwd: project, env });
    expect(stdout).toBe(`${entries.length}\n`);
  });

  test("types are correct without skipLibCheck, and without Node's types if a package runs in a browser", {
    timeout: LIMIT_MS,
  }, async () => {
    const strict = ["--strict", "--skipLibCheck", "false", "--module", "nodenext", "--target", "es2023", "--noEmit"];
    const faults = async (...args: readonly string[]) => {
      const tsc = path.join(repositoryRoot, "node_modules/.bin/tsc");
      return execute(tsc, [...strict, ...args], { cwd: project, env }).then(
        () => "",
        ({ stdout }) => stdout,
      );
    };
    const browser = importing(["mcp-types", "protocol", "jsonrpc", "client"].map((name) => `@codex/${name}`));
    await writeFile(path.join(project, "browser.ts"), browser);
    await writeFile(path.join(project, "program.ts"), 'export const run = () => import("@codex/cli/program");\n');
    const readmes = await writeExamples(project, shipped);
    const library = ["--lib", "es2024,esnext.disposable", "--types", "node"];
    expect(await faults(...library, "all.ts", "program.ts", ...readmes)).toBe("");
    expect(await faults("--lib", "es2024,esnext.disposable,dom,dom.iterable", "--types", "", "browser.ts")).toBe("");
  });

  test("the installed programs run", { timeout: LIMIT_MS }, async () => {
    const codex = (...args: string[]) =>
      execute(path.join(project, "node_modules/.bin/codex"), args, { cwd: project, env });
    const [version] = shipped.map((manifest) => manifest.version);
    expect((await codex("--version")).stdout).toMatch(new RegExp(`^codex-cli ${version}( \\([0-9a-f]+\\))?\n$`));
    expect((await codex("exec", "--help")).stdout).toContain("Usage: codex exec");
    const demo = await codex("demo");
    expect(demo.stdout).toContain("The test passes now.");
    expect(demo.stderr).toContain("edited mean.js");
    const programs = path.join(project, "node_modules/@codex/cli/dist/path");
    for (const name of await readdir(programs)) {
      expect((await lstat(path.join(programs, name))).mode & 0o111).toBe(0o111);
    }
    const server = execute(path.join(project, "node_modules/.bin/codex-mcp-server"), [], { cwd: project, env });
    server.child.stdin?.end('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    expect(JSON.parse((await server).stdout)).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  });

  test("npx runs the demo in a clean home; without optional dependencies it takes less than 30 MB", {
    timeout: LIMIT_MS,
  }, async () => {
    const [elsewhere, small] = [path.join(home, "elsewhere"), path.join(home, "small")];
    await Promise.all([mkdir(elsewhere), mkdir(small)]);
    const [{ stdout }] = await Promise.all([
      execute("npx", ["--yes", "@codex/cli", "demo"], { cwd: elsewhere, env }),
      // Packages without a prebuilt binary would take minutes, and a compiler.
      npm(small, "install", "--omit=optional", "--ignore-scripts", "@codex/cli"),
    ]);
    expect(stdout).toContain("The test passes now.");
    expect((await sizeOf(path.join(small, "node_modules"))) / MEBIBYTE).toBeLessThan(30);
    const alone = await execute(path.join(small, "node_modules/.bin/codex"), ["demo"], { cwd: small, env });
    expect(alone.stdout).toContain("The test passes now.");
  });

  async function npm(folder: string, ...args: readonly string[]): Promise<void> {
    const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
    await execute("npm", [...args, ...quiet, "--prefix", folder], { cwd: folder, env });
  }

  async function filesOf(name: string): Promise<string[]> {
    const file = path.join(home, "listed.tgz");
    await writeFile(file, registry.tarball(name));
    const { stdout } = await execute("tar", ["-tzf", file]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/^package\//, ""));
  }
});

/** A clean home with npm's cache, so that nothing is downloaded again. */
function environmentFor(home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined &&
      /^(PATH|LANG|TMPDIR|.*_PROXY|.*_proxy|NODE_EXTRA_CA_CERTS|npm_config_registry|npm_config_cafile)$/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited.map(([name, value]) => [name, value ?? ""])),
    HOME: home,
    npm_config_cache: process.env["npm_config_cache"] ?? path.join(process.env["HOME"] ?? home, ".npm"),
    npm_config_update_notifier: "false",
  };
}

/** Writes the TypeScript examples of the packages' READMEs; returns the names of the files. */
async function writeExamples(project: string, packages: readonly Manifest[]): Promise<string[]> {
  const examples = packages.map(async ({ name }) => {
    const readme = await readFile(path.join(project, "node_modules", name, "README.md"), "utf8");
    return [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(async ([, code = ""], index) => {
      const file = `${name.replace("/", "-").slice(1)}-${index}.ts`;
      await writeFile(path.join(project, file), `${code}\nexport {};\n`);
      return file;
    });
  });
  const written = await Promise.all((await Promise.all(examples)).flat());
  expect(written.length).toBeGreaterThan(10);
  return written;
}

/** A module that imports all of them. */
function importing(entries: readonly string[]): string {
  const lines = entries.map((entry, index) => `import * as module${index} from "${entry}";`);
  return `${lines.join("\n")}\nexport const modules = [${entries.map((_, index) => `module${index}`).join(", ")}];\n`;
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(repositoryRoot, folder, "package.json"), "utf8"));
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await lstat(path.join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
