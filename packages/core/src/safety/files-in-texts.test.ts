import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { filesNamedIn } from "./files-in-texts.js";

test.each([
  ["sh *.sh", ["a.sh", "b.sh"]],
  ["sh a*", ["a.sh", "a.txt"]],
  ["sh [ab].s?", ["a.sh", "b.sh"]],
  ["sh a.*h sub/*", ["a.sh", "sub/c"]],
  ["sh *.py", []],
])("%s names %j", (text, expected) => {
  using folder = new TemporaryFolder({ "a.sh": "", "a.txt": "", "b.sh": "", "sub/c": "" });
  const files = filesNamedIn(text, folder.path);
  for (const name of expected) expect(files).toContain(folder.at(name));
  if (expected.length === 0) expect(files).toEqual([]);
});

test("no pattern takes long", () => {
  const name = "a".repeat(200);
  using folder = new TemporaryFolder({ [name]: "" });
  expect(filesNamedIn(`sh ${"*a".repeat(50)}b`, folder.path)).toEqual([]);
  expect(filesNamedIn(`sh ${"*a".repeat(50)}`, folder.path)).toEqual([folder.at(name)]);
});

test("files between a thousand others are found", () => {
  const others = Array.from({ length: 1200 }, (_, index): [string, string] => [`${index}.txt`, ""]);
  using folder = new TemporaryFolder({ ...Object.fromEntries(others), "z.sh": "" });
  expect(filesNamedIn("sh *.sh", folder.path)).toEqual([folder.at("z.sh")]);
});
