import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import process from "node:process";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BackendName, Confinement } from "../src/index.js";
import { BACKENDS, openSandbox, runConfined, workingBackends } from "./confined.js";

/** Typical work of an agent in a writable workspace, which must succeed on every backend. */
export async function describeEverydayWork(): Promise<void> {
  const works = await workingBackends();
  for (const name of BACKENDS)
    describe(`everyday work under ${name}`, () => {
      describe.skipIf(!works.includes(name))("(skipped where it does not work)", () => everydayWork(name));
    });
}

/** Whether these programs are installed for this user; otherwise their tests are skipped. */
const has = (...programs: readonly string[]): boolean =>
  programs.every((program) => succeeds("sh", ["-c", `command -v ${program} && ${program} --version`]));

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function everydayWork(name: BackendName): void {
  const sandbox = openSandbox(name);
  let base: TemporaryFolder;
  let workspace: string;
  let home: string;

  beforeEach(() => {
    base = new TemporaryFolder();
    [workspace, home] = [base.at("app"), base.at("scratch")];
    for (const folder of [workspace, home]) mkdirSync(folder);
    git("init", "-q", "-b", "main", ".");
  });
  afterEach(() => base[Symbol.dispose]());
  afterAll(() => sandbox[Symbol.asyncDispose]());

  const env = () => ({ HOME: home, TMPDIR: home, GIT_CONFIG_NOSYSTEM: "1", ...toolchains() });
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: workspace, env: { PATH: process.env["PATH"], HOME: home } }).toString();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    writeFileSync(join(workspace, file), text);
  };

  /** The command's output; throws if it failed. */
  async function run(script: string, network = false): Promise<string> {
    const names = [".git/hooks", ".git/config", ".git/commondir", ".codex"];
    const readOnlySubpaths = names.map((path) => join(workspace, path));
    const confinement: Confinement = {
      writableRoots: [
        { root: workspace, readOnlySubpaths: name === "landlock" ? [] : readOnlySubpaths },
        { root: home, readOnlySubpaths: [] },
      ],
      network,
    };
    const { code, text } = await runConfined(sandbox, { script, cwd: workspace, env: env(), confinement });
    expect(code, text).toBe(0);
    return text;
  }

  it("git: commits, branches, a rebase, a stash and a clone", async () => {
    const text = await run(`set -e
      git() { command git -c user.name=a -c user.email=a@example.com "$@"; }
      echo 1 > one; git add .; git commit -qm one; git switch -qc side; echo 2 > two; git add .; git commit -qm two
      git switch -q main; echo 3 > three; git add .; git commit -qm three; git switch -q side; git rebase -q main
      echo 4 >> two; git stash -q; git stash pop -q; git commit -qam four; git switch -q main; git merge -q side
      git gc -q; git clone -q . ../scratch/clone; git worktree add -q ../scratch/tree HEAD
      git log --format=%s; git status --short`);
    expect(text).toBe("four\ntwo\nthree\none\n");
  });

  it.skipIf(!has("npm"))("npm: ci from a registry, ci from the cache alone, and test", async () => {
    await using registry = await serveRegistry(base.path);
    write("package.json", JSON.stringify(PROJECT));
    write("package-lock.json", JSON.stringify(lockfileOf(registry)));
    write(
      "app.test.mjs",
      `import t from "node:test"; import left from "left"; t("left", () => { if (left !== 7) throw 1; });`,
    );
    const quiet = "--no-audit --no-fund --loglevel=error --cache ../scratch/cache";
    await run(`npm ci ${quiet} && node_modules/.bin/left`, true);
    await run(`npm ci ${quiet} --offline && npm test ${quiet}`);
    expect(await run("npx --no left")).toContain("left runs");
  });

  it.skipIf(!has("cargo"))("cargo: build, and the tests of a crate", async () => {
    write("Cargo.toml", '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n');
    write("src/main.rs", 'fn main() { println!("built"); }\n#[test]\nfn adds() { assert_eq!(1 + 1, 2); }\n');
    expect(await run("cargo build -q --offline && cargo test -q --offline >/dev/null && target/debug/app")).toBe(
      "built\n",
    );
  });

  it.skipIf(!has("python3"))("python: a virtual environment and its programs", async () => {
    await run("python3 -m venv --without-pip .venv");
    expect(await run(".venv/bin/python -c 'import sys; print(sys.prefix != sys.base_prefix)'")).toBe("True\n");
  });

  it.skipIf(!has("make"))("make: rules in parallel, with modes and times of files", async () => {
    write(
      "Makefile",
      "all: b c\nb c: a\n\tcp -p a $@ && chmod 755 $@ && touch $@\na:\n\techo '#!/bin/sh\\necho made' > a\n",
    );
    expect(await run("make -s -j2 && make -q && ./b && ./c")).toBe("made\nmade\n");
  });

  it.skipIf(!has("cc", "make"))("a C program: compiled, linked and run", async () => {
    write("x.c", '#include <stdio.h>\nint main(void) { puts("compiled"); return 0; }\n');
    expect(await run("cc -o x x.c && ./x")).toBe("compiled\n");
  });

  it("files: modes, times, links, locks, archives, named pipes", async () => {
    const script = `set -e
      echo x > f; chmod 600 f; touch -d 2001-01-01 f; mkdir d; ln f g; ln -s f h; ln f d/hard; rm d/hard; cp -a f d; tar cf t.tar d; rm -r d; tar xf t.tar
      stat -c '%a %Y' d/f; flock f true; mkfifo p; (echo through > p) & cat p; wait; (echo e > /dev/stderr) 2>&1; find . -name f | sort
      cat <(echo substituted); mktemp -d >/dev/null`;
    expect(await run(script)).toBe("600 978307200\nthrough\ne\n./d/f\n./f\nsubstituted\n");
  });

  // Its locks are files in /dev/shm, which not every backend can make private.
  it.skipIf(name !== "bwrap" || !has("python3"))("processes: many at once, with locks between them", async () => {
    const pool =
      "import multiprocessing as m\nif __name__ == '__main__':\n  with m.Pool(4) as p: print(sum(p.map(abs, range(-9, 9))))\n";
    write("pool.py", pool);
    expect(await run("python3 pool.py")).toBe("81\n");
  });
}

/** The variables that locate toolchains. */
function toolchains(): Record<string, string> {
  const rustup = process.env["RUSTUP_HOME"] ?? join(process.env["HOME"] ?? "/", ".rustup");
  return { RUSTUP_HOME: rustup, RUSTUP_TOOLCHAIN: process.env["RUSTUP_TOOLCHAIN"] ?? "stable" };
}

const PROJECT = {
  name: "app",
  version: "1.0.0",
  scripts: { test: "node --test" },
  dependencies: { left: "1.0.0" },
};

interface Registry extends AsyncDisposable {
  readonly url: string;
  readonly integrity: string;
}

/** A registry with one package, which has a program. */
async function serveRegistry(base: string): Promise<Registry> {
  const folder = join(base, "left/package");
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "left", version: "1.0.0", type: "module", main: "left.mjs", bin: { left: "bin.mjs" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "left.mjs"), "export default 7;\n");
  writeFileSync(join(folder, "bin.mjs"), "#!/usr/bin/env node\nconsole.log('left runs');\n");
  execFileSync("tar", ["czf", "../left-1.0.0.tgz", "package"], { cwd: dirname(folder) });
  const tarball = readFileSync(join(base, "left-1.0.0.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const server = createServer((request, response) => {
    if (request.url?.endsWith(".tgz")) return response.end(tarball);
    const dist = { tarball: `${url}/left/-/left-1.0.0.tgz`, integrity };
    return response.end(JSON.stringify({ name: "left", versions: { "1.0.0": { ...manifest, dist } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return {
    url,
    integrity,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function lockfileOf({ url, integrity }: Registry) {
  const left = { version: "1.0.0", resolved: `${url}/left/-/left-1.0.0.tgz`, integrity, bin: { left: "bin.mjs" } };
  const { name, version, dependencies } = PROJECT;
  return {
    name,
    version,
    lockfileVersion: 3,
    packages: { "": { name, version, dependencies }, "node_modules/left": left },
  };
}
