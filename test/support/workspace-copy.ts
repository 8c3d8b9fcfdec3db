import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

export const repositoryRoot = path.join(import.meta.dirname, "../..");

/** A copy of the built repository, in which a release can be tried without side effects. */
export interface WorkspaceCopy extends AsyncDisposable {
  readonly folder: string;
  /** Runs one of the project's own programs there. */
  run(program: string, ...args: readonly string[]): Promise<string>;
  manifest(packageFolder: string): Promise<Manifest>;
  /** The folders of all packages, including private ones. */
  readonly packages: readonly string[];
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export async function copyWorkspace(env: Readonly<Record<string, string>>): Promise<WorkspaceCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-release-"));
  for (const entry of await readdir(repositoryRoot)) {
    if (entry === "node_modules" || entry === ".git") continue;
    await cp(path.join(repositoryRoot, entry), path.join(folder, entry), {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
  }
  const packages = await packageFolders();
  await linkModules(folder, packages);
  const run: WorkspaceCopy["run"] = async (program, ...args) => {
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env, maxBuffer: 1 << 26 });
    return stdout;
  };
  await run("git", "init", "--quiet", ".");
  return {
    folder,
    packages,
    run,
    manifest: async (name) => JSON.parse(await readFile(path.join(folder, name, "package.json"), "utf8")),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function packageFolders(): Promise<string[]> {
  const folders = await Promise.all(
    ["packages", "apps"].map(async (group) => {
      const entries = await readdir(path.join(repositoryRoot, group), { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${group}/${name}`);
    }),
  );
  return folders.flat();
}

/** Links the installed dependencies, and the copy's own packages instead of the repository's. */
async function linkModules(folder: string, packages: readonly string[]): Promise<void> {
  const modules = path.join(folder, "node_modules");
  await mkdir(path.join(modules, "@codex"), { recursive: true });
  const installed = await readdir(path.join(repositoryRoot, "node_modules"));
  for (const name of installed.filter((entry) => entry !== "@codex")) {
    await symlink(path.join(repositoryRoot, "node_modules", name), path.join(modules, name));
  }
  for (const name of packages) {
    const text = await readFile(path.join(folder, name, "package.json"), "utf8");
    const manifest: Manifest = JSON.parse(text);
    await symlink(path.join(folder, name), path.join(modules, manifest.name));
  }
}

/** Declares a change of a package, as `npm run changeset` does. */
export async function addChangeset(copy: WorkspaceCopy, name: string, bump: "minor" | "patch"): Promise<void> {
  await writeFile(path.join(copy.folder, ".changeset/a-change.md"), `---\n"${name}": ${bump}\n---\n\nA change.\n`);
}
