import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadRulesFiles } from "./rules-files.js";

test("of very many rules files the first hundred apply, and the rest is reported", async () => {
  const files = Array.from({ length: 120 }, (_, at): [string, string] => [
    `rules/${String(at).padStart(3, "0")}.rules`,
    `prefix_rule(["p${at}"])\n`,
  ]);
  using folder = new TemporaryFolder({ ...Object.fromEntries(files), "rules/notes.txt": "" });
  const { policies, broken } = await loadRulesFiles({ codexHome: folder.path, trustedFolders: [] });
  expect(policies.map(({ prefixRules }) => prefixRules[0]?.pattern[0])).toEqual(
    Array.from({ length: 100 }, (_, at) => [`p${at}`]),
  );
  expect(broken).toMatchObject([{ path: folder.at("rules"), message: "only the first 100 files are read" }]);
});

test("a folder in which not all names are looked at is reported", async () => {
  const others = Array.from({ length: 10_001 }, (_, at): [string, string] => [`rules/${at}.txt`, ""]);
  using folder = new TemporaryFolder(Object.fromEntries(others));
  const { broken } = await loadRulesFiles({ codexHome: folder.path, trustedFolders: [] });
  expect(broken).toMatchObject([{ path: folder.at("rules"), message: expect.stringContaining("10000 entries") }]);
});
