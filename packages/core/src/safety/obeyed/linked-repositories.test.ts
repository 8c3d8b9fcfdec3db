import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { git } from "../../../test/support/git.js";
import { LinkedRepositories } from "./linked-repositories.js";
import { ObeyedFiles } from "./obeyed-files.js";

const env = { PATH: process.env["PATH"] };

/** `deep/er/sub` in the project and `sub` inside it, each linked by the index above it. */
function linkedProject(): { readonly folder: TemporaryFolder; readonly link: () => void } {
  const folder = new TemporaryFolder();
  git(folder.path, "init", "-q");
  const link = () => {
    const [outer, inner] = [folder.at("deep/er/sub"), folder.at("deep/er/sub/sub")];
    mkdirSync(inner, { recursive: true });
    for (const [repository, above, name] of [
      [outer, folder.path, "deep/er/sub"],
      [inner, outer, "sub"],
    ] as const) {
      git(repository, "init", "-q");
      git(repository, "commit", "-q", "--allow-empty", "-m", "x");
      git(above, "-c", "advice.addEmbeddedRepo=false", "add", name);
    }
  };
  return { folder, link };
}

test("repositories linked by an index are found, and those that they link to, in every index format", async () => {
  const { folder, link } = linkedProject();
  using _ = folder;
  const links = new LinkedRepositories(env);
  expect(await links.of(folder.path)).toEqual([]);
  link();
  const expected = [folder.at("deep/er/sub/.git"), folder.at("deep/er/sub/sub/.git")];
  expect(await links.of(folder.path)).toEqual(expected);
  git(folder.path, "update-index", "--index-version", "4");
  git(folder.path, "update-index", "--split-index");
  expect(await new LinkedRepositories(env).of(folder.path)).toEqual(expected);
  expect(await links.of(folder.at("deep"))).toEqual([]);
  expect(await links.of("/")).toEqual([]);
});

test("a changed index is read again, and Git is asked again if it did not answer", async () => {
  const { folder, link } = linkedProject();
  using _folder = folder;
  using programs = new TemporaryFolder({}, "/var/tmp");
  chmodSync(programs.write("git", "#!/bin/sh\nexit 3\n"), 0o755);
  link();
  const links = new LinkedRepositories({ PATH: `${programs.path}:${env.PATH}` });
  expect(await links.of(folder.path)).toBeUndefined();
  rmSync(programs.at("git"));
  expect(await links.of(folder.path)).toHaveLength(2);
  git(folder.path, "update-index", "--force-remove", "deep/er/sub");
  expect(await links.of(folder.path)).toEqual([]);
});

test("settings that a command writes into a linked repository are moved aside, even outside of the scanned folders", async () => {
  const { folder, link } = linkedProject();
  using _ = folder;
  const obeyed = new ObeyedFiles(env, { maxFolders: 2 });
  const watch = await obeyed.begin({ roots: [{ root: folder.path, workspaces: [folder.path] }], env: {} });
  link();
  const config = folder.at("deep/er/sub/sub/.git/config");
  appendFileSync(config, "[core]\n\tfsmonitor = touch PWN\n");
  const aside = await watch.end(new Set());
  expect(aside).toEqual({ paths: [config], isFailure: true });
  expect(readFileSync(config, "utf8")).not.toContain("PWN");
});

test.each([
  ["hangs", "exec sleep 600"],
  ["fails", "exit 3"],
])("if Git %s, a command can configure no repository, however deep", async (_, does) => {
  const { folder, link } = linkedProject();
  using _folder = folder;
  using programs = new TemporaryFolder({}, "/var/tmp");
  writeFileSync(programs.at("git"), `#!/bin/sh\n${does}\n`);
  chmodSync(programs.at("git"), 0o755);
  const badGit = { PATH: `${programs.path}:${process.env["PATH"]}` };
  link();
  const obeyed = new ObeyedFiles(badGit, { maxFolders: 2, gitMs: 100 });
  const watch = await obeyed.begin({ roots: [{ root: folder.path, workspaces: [folder.path] }], env: {} });
  const config = folder.at("deep/er/sub/sub/.git/config");
  appendFileSync(config, "[core]\n\tfsmonitor = touch PWN\n");
  expect(await watch.end(new Set())).toEqual({ paths: [config], isFailure: true });
  expect(readFileSync(config, "utf8")).not.toContain("PWN");
});
