import { mkdirSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { CliOverride } from "./cli-override.js";
import { readConfigLayers } from "./config-layers.js";
import { loadConfig } from "./load-config.js";

/** A repository with `a/b`, a root marker in `a`, and a configuration in each folder; the thread is in `a/b`. */
function place(config: (root: string) => string) {
  const folder = new TemporaryFolder({ "top/a/.root": "" });
  mkdirSync(folder.at("top/.git"));
  folder.write("top/.git/HEAD", "ref: refs/heads/main\n");
  for (const name of ["top", "top/a", "top/a/b"])
    folder.write(`${name}/.codex/config.toml`, `review_model = "${name}"\n`);
  folder.write("home/config.toml", config(folder.path));
  const sources = { codexHome: folder.at("home"), cwd: folder.at("top/a/b") };
  const named = (paths: readonly string[]) => paths.map((path) => path.slice(folder.path.length + 1));
  return {
    folder,
    /** The project's folders, its trusted ones, and those whose configuration applies. */
    async project(cliOverrides: readonly CliOverride[] = []) {
      const { project, reviewModel } = await loadConfig({ ...sources, env: {}, cliOverrides, overrides: {} });
      const layers = await readConfigLayers({ ...sources, cliOverrides });
      const read = layers.flatMap(({ source, disabledReason }) =>
        source.type === "project" && disabledReason === undefined ? [source.folder] : [],
      );
      return {
        folders: named(project.folders),
        trusted: named(project.trustedFolders),
        read: named(read),
        reviewModel,
      };
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
const trust = (folder: string, level = "trusted") => `[projects."${folder}"]\ntrust_level = "${level}"\n`;
const markers = (...names: string[]) => `project_root_markers = ${JSON.stringify(names)}\n`;

test.each([
  ["", ["top", "top/a", "top/a/b"]],
  [markers(".root"), ["top/a", "top/a/b"]],
  [markers(".absent", ".root"), ["top/a", "top/a/b"]],
  [markers(".git", ".root"), ["top/a", "top/a/b"]],
  [markers("b/.codex"), ["top/a", "top/a/b"]],
  [markers(".absent"), ["top/a/b"]],
  [markers(), ["top/a/b"]],
])("a project's root is the folder that contains one of the markers: %j", async (names, folders) => {
  using at = place((root) => `${names}${trust(`${root}/top`)}`);
  const read = folders.toReversed().map((folder) => `${folder}/.codex`);
  expect(await at.project()).toEqual({ folders, trusted: folders, read, reviewModel: "top/a/b" });
});

test("the command line can set the root markers, a project cannot", async () => {
  using at = place((root) => trust(`${root}/top`));
  expect((await at.project([["project_root_markers", [".root"]]])).folders).toEqual(["top/a", "top/a/b"]);
  at.folder.write("top/a/b/.codex/config.toml", markers(".root"));
  expect((await at.project()).folders).toEqual(["top", "top/a", "top/a/b"]);
});

test("root markers that are not a list of strings are an error", async () => {
  using at = place(() => 'project_root_markers = ".root"\n');
  await expect(at.project()).rejects.toMatchObject({ code: "config-invalid" });
});

test.each([
  [["top/a/b"], [], ["top/a/b"]],
  [["top/a"], [], ["top/a"]],
  [["top"], ["top/a"], ["top", "top/a/b"]],
  [["top"], ["top/a/b"], ["top", "top/a"]],
  [["top/a/b"], ["top"], ["top/a/b"]],
])("trust in %j but not in %j is trust in %j", async (trusted, untrusted, expected) => {
  using at = place((root) =>
    [
      ...trusted.map((one) => trust(`${root}/${one}`)),
      ...untrusted.map((one) => trust(`${root}/${one}`, "untrusted")),
    ].join(""),
  );
  const project = await at.project();
  expect(project.trusted).toEqual(expected);
  expect(project.read).toEqual(expected.toReversed().map((folder) => `${folder}/.codex`));
});

test("a trust decision on the root precedes one on its repository; neither affects folders around it", async () => {
  using inner = place((root) => `${markers(".root")}${trust(`${root}/top`)}${trust(`${root}/top/a`, "untrusted")}`);
  expect((await inner.project()).trusted).toEqual([]);
  using outer = place((root) => `${markers(".outer")}${trust(`${root}/top`)}`);
  outer.folder.write(".outer", "");
  outer.folder.write(".codex/config.toml", "");
  expect(await outer.project()).toMatchObject({
    folders: ["", "top", "top/a", "top/a/b"],
    trusted: ["top", "top/a", "top/a/b"],
    read: ["top/a/b/.codex", "top/a/.codex", "top/.codex"],
  });
});
