import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { ConfigOverrides } from "../src/config/config-sources.js";
import { setProjectTrust } from "../src/config/edits/set-project-trust.js";
import { loadConfig } from "../src/config/load-config.js";

function trustOf(home: string, cwd: string) {
  return loadConfig({ codexHome: home, cwd, env: {}, cliOverrides: [], overrides: {} }).then(
    ({ trustLevel }) => trustLevel,
  );
}

test("trust is appended, and everything else stays as it was written", async () => {
  const written = '# mine\nmodel = "x" # why\n\n[projects]\n"/other" = { trust_level = "trusted" }\n# the end';
  using home = new TemporaryFolder({ "config.toml": written });
  await setProjectTrust(home.path, '/w/it\'s "odd"', "trusted");
  expect(readFileSync(home.at("config.toml"), "utf8")).toBe(
    `${written}\n\n[projects."/w/it's \\"odd\\""]\ntrust_level = "trusted"\n`,
  );
  expect(await trustOf(home.path, '/w/it\'s "odd"')).toBe("trusted");
  expect(await trustOf(home.path, "/other")).toBe("trusted");
});

test("an existing decision is changed in place", async () => {
  const written = '[projects."/w"]\n# note\ntrust_level = "untrusted" # for now\n';
  using home = new TemporaryFolder({ "config.toml": written });
  await setProjectTrust(home.path, "/w", "trusted");
  expect(readFileSync(home.at("config.toml"), "utf8").trimEnd()).toBe(
    written.replace("untrusted", "trusted").trimEnd(),
  );
  const inline = 'projects = { "/a" = { trust_level = "trusted" } } # inline\n';
  home.write("config.toml", inline);
  await setProjectTrust(home.path, "/b", "trusted");
  expect(readFileSync(home.at("config.toml"), "utf8")).toContain("# inline");
  expect([await trustOf(home.path, "/a"), await trustOf(home.path, "/b")]).toEqual(["trusted", "trusted"]);
});

test("a missing file is created, a linked one stays a link, a broken one is left unchanged", async () => {
  using home = new TemporaryFolder();
  await setProjectTrust(home.path, "/w", "trusted");
  expect(statSync(home.at("config.toml")).mode & 0o777).toBe(0o600);
  using dotfiles = new TemporaryFolder({ "codex.toml": 'model = "x"\n', "broken/config.toml": "not toml" });
  symlinkSync(dotfiles.at("codex.toml"), dotfiles.at("config.toml"));
  await setProjectTrust(dotfiles.path, "/w", "trusted");
  expect(lstatSync(dotfiles.at("config.toml")).isSymbolicLink()).toBe(true);
  expect(readFileSync(dotfiles.at("codex.toml"), "utf8")).toContain('[projects."/w"]');
  const broken = setProjectTrust(dotfiles.at("broken"), "/w", "trusted");
  await expect(broken).rejects.toMatchObject({ code: "config-invalid" });
  expect(readFileSync(dotfiles.at("broken/config.toml"), "utf8")).toBe("not toml");
  dotfiles.write("broken/config.toml", "");
  await setProjectTrust(dotfiles.at("broken"), "/w", "trusted");
});

test("folders that are trusted at the same time are all saved", async () => {
  using home = new TemporaryFolder();
  const folders = Array.from({ length: 10 }, (_, index) => `/w${index}`);
  await Promise.all(folders.map((folder) => setProjectTrust(home.path, folder, "trusted")));
  for (const folder of folders) expect(await trustOf(home.path, folder)).toBe("trusted");
});

test("with a user present, policies that are not set follow from trust", async () => {
  using home = new TemporaryFolder();
  const policies = async (overrides: ConfigOverrides) => {
    const config = await loadConfig({ codexHome: home.path, cwd: home.path, env: {}, cliOverrides: [], overrides });
    return [config.approvalPolicy, config.sandboxPolicy.mode];
  };
  expect(await policies({ followTrust: true })).toEqual(["on-request", "read-only"]);
  await setProjectTrust(home.path, home.path, "untrusted");
  expect(await policies({ followTrust: true })).toEqual(["untrusted", "read-only"]);
  await setProjectTrust(home.path, home.path, "trusted");
  expect(await policies({ followTrust: true })).toEqual(["on-request", "workspace-write"]);
  expect(await policies({ followTrust: true, sandboxMode: "read-only" })).toEqual(["on-request", "read-only"]);
  expect(await policies({})).toEqual(["on-request", "read-only"]);
});

test("a folder is not trusted because it points to the repository of one that is", async () => {
  using folder = new TemporaryFolder({
    "home/config.toml": "",
    "file/.git": "gitdir: ../main/.git\n",
    "folder/.git/HEAD": "ref: refs/heads/main\n",
    "folder/.git/commondir": "../../main/.git\n",
    "own/.git": "gitdir: x/worktrees/y\n",
    "own/x/worktrees/y/HEAD": "ref: refs/heads/main\n",
    "own/x/worktrees/y/commondir": "../../../../main/.git\n",
    "borrowed/.git": "gitdir: ../main/.git/worktrees/linked\n",
  });
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
  git("init", "-q", folder.at("main"));
  git("-C", folder.at("main"), "commit", "-q", "--allow-empty", "-m", "one");
  git("-C", folder.at("main"), "worktree", "add", "-q", "-b", "x", folder.at("linked"));
  writeFileSync(folder.at("own/x/worktrees/y/gitdir"), `${folder.at("own/.git")}\n`);
  for (const [name, target] of Object.entries({ link: "main/.git", "link-to-file": "linked/.git" })) {
    mkdirSync(folder.at(name));
    symlinkSync(folder.at(target), folder.at(`${name}/.git`));
  }
  await setProjectTrust(folder.at("home"), folder.at("main"), "trusted");
  const isTrusted = async (name: string) => (await trustOf(folder.at("home"), folder.at(name))) === "trusted";
  const names = ["main", "linked", "file", "folder", "own", "borrowed", "link", "link-to-file"];
  const trusted = await Promise.all(names.map(async (name) => ((await isTrusted(name)) ? [name] : [])));
  expect(trusted.flat()).toEqual(["main", "linked"]);
});
