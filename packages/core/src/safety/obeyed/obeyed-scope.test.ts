import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { stateOf } from "./entry-state.js";
import { linkedPlaces } from "./linked-places.js";
import { namedPoints, type ObeyedScope } from "./obeyed-scope.js";
import { pointsOfRepository } from "./repository-points.js";

const includes = (count: number) =>
  Array.from({ length: count }, (_, index) => `[include]\n\tpath = i${index}\n`).join("");

test("a repository with many includes does not hide what the project's own settings name", () => {
  const big = `[user]\n${"\tname = x\n".repeat(100_000)}`;
  using folder = new TemporaryFolder({
    "vendor/config": includes(1500),
    ".git/config": "[include]\n\tpath = ../team\n",
    team: "[core]\n\thooksPath = .husky\n",
    "bulk/config": includes(300),
  });
  for (let index = 0; index < 300; index++) folder.write(`bulk/i${index}`, big);
  const scope: ObeyedScope = { roots: [{ root: folder.path, workspaces: [folder.path] }], env: {} };
  const points = [".git", "vendor", "bulk"].flatMap((name) => pointsOfRepository(folder.at(name)));
  const named = namedPoints(scope, points, { places: linkedPlaces(scope.roots), read: (path) => stateOf(path) });
  expect(named.hookFolders).toEqual([folder.at(".husky")]);
});
