import { lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../src/config/load-config.js";
import { setProjectTrusted } from "../src/config/set-project-trusted.js";
import { TemporaryFolder } from "./support/temporary-folder.js";

function trustOf(home: string, cwd: string) {
  return loadConfig({ codexHome: home, cwd, env: {}, cliOverrides: [], overrides: {} }).then(
    ({ trustLevel }) => trustLevel,
  );
}

test("trust is added at the end, and everything else stays as it was written", async () => {
  const written = '# mine\nmodel = "x" # why\n\n[projects]\n"/other" = { trust_level = "trusted" }\n# the end';
  using home = new TemporaryFolder({ "config.toml": written });
  await setProjectTrusted(home.path, '/w/it\'s "odd"');
  expect(readFileSync(home.at("config.toml"), "utf8")).toBe(
    `${written}\n\n[projects."/w/it's \\"odd\\""]\ntrust_level = "trusted"\n`,
  );
  expect(await trustOf(home.path, '/w/it\'s "odd"')).toBe("trusted");
  expect(await trustOf(home.path, "/other")).toBe("trusted");
});

test("a decision that is there already is changed in its place", async () => {
  const written = '[projects."/w"]\n# note\ntrust_level = "untrusted" # for now\n';
  using home = new TemporaryFolder({ "config.toml": written });
  await setProjectTrusted(home.path, "/w");
  expect(readFileSync(home.at("config.toml"), "utf8").trimEnd()).toBe(
    written.replace("untrusted", "trusted").trimEnd(),
  );
  const inline = 'projects = { "/a" = { trust_level = "trusted" } } # inline\n';
  home.write("config.toml", inline);
  await setProjectTrusted(home.path, "/b");
  expect(readFileSync(home.at("config.toml"), "utf8")).toContain("# inline");
  expect([await trustOf(home.path, "/a"), await trustOf(home.path, "/b")]).toEqual(["trusted", "trusted"]);
});

test("the file is made when there is none, a linked one stays a link, a broken one is left alone", async () => {
  using home = new TemporaryFolder();
  await setProjectTrusted(home.path, "/w");
  expect(statSync(home.at("config.toml")).mode & 0o777).toBe(0o600);
  using dotfiles = new TemporaryFolder({ "codex.toml": 'model = "x"\n', "broken/config.toml": "not toml" });
  symlinkSync(dotfiles.at("codex.toml"), dotfiles.at("config.toml"));
  await setProjectTrusted(dotfiles.path, "/w");
  expect(lstatSync(dotfiles.at("config.toml")).isSymbolicLink()).toBe(true);
  expect(readFileSync(dotfiles.at("codex.toml"), "utf8")).toContain('[projects."/w"]');
  const broken = setProjectTrusted(dotfiles.at("broken"), "/w");
  await expect(broken).rejects.toMatchObject({ code: "config-invalid" });
  expect(readFileSync(dotfiles.at("broken/config.toml"), "utf8")).toBe("not toml");
  dotfiles.write("broken/config.toml", "");
  await setProjectTrusted(dotfiles.at("broken"), "/w");
});

test("folders trusted at the same time are all kept", async () => {
  using home = new TemporaryFolder();
  const folders = Array.from({ length: 10 }, (_, index) => `/w${index}`);
  await Promise.all(folders.map((folder) => setProjectTrusted(home.path, folder)));
  for (const folder of folders) expect(await trustOf(home.path, folder)).toBe("trusted");
});
