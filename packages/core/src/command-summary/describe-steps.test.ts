import { expect, test } from "vitest";
import { describeSteps } from "./describe-steps.js";
import { parseCommand } from "./parse-command.js";

const described = async (script: string) =>
  describeSteps(await parseCommand(["bash", "-lc", script]), script).map(({ command: _, ...step }) => step);
const read = (name: string, path = name) => ({ type: "read", name, path });
const list = (path?: string) => ({ type: "list-files", path });
const search = (query: string, path?: string) => ({ type: "search", query, path });

test.for([
  ["rg --files -g '*.ts' sub", list("sub")],
  ["git ls-files", list()],
  ["tree -L 2", list()],
  ["find sub -type f", list("sub")],
  ["find . -name '*.ts'", search("*.ts", ".")],
  ["git grep -n 'a b'", search("a b")],
  ["egrep needle a.txt", search("needle", "a.txt")],
  ["rg -A 2 needle sub", search("needle", "sub")],
  ["fd .", list(".")],
  ["fd txt sub", search("txt", "sub")],
  ["bat -p a.txt", read("a.txt")],
  ["awk -F: '{print $1}' a.txt", read("a.txt")],
  ["tail a.txt", read("a.txt")],
  ["cat -n a.txt", read("a.txt")],
] as const)("%s is described", async ([script, step]) => {
  expect(await described(script)).toEqual([step]);
});

test("steps after a cd have its folder, and steps that only format output are left out", async () => {
  expect(await described("cd sub && cat b.txt && cat ../a.txt")).toEqual([
    read("b.txt", "sub/b.txt"),
    read("a.txt", "a.txt"),
  ]);
  expect(await described("cat a.txt | tail -n 2 | wc -l")).toEqual([read("a.txt")]);
  expect(await described("echo these; ls")).toEqual([list()]);
  expect(await described("cd sub")).toEqual([]);
  expect(await described("nl -ba a.txt | sed -n '1,2p'")).toEqual([read("a.txt")]);
  const script = "sed -n '1,3p' a.txt | nl";
  expect(describeSteps(await parseCommand(["bash", "-lc", script]), script)).toEqual([
    { ...read("a.txt"), command: script },
  ]);
});

test.for(["cat a.txt > b.txt", "cat *.txt", "ls ~", "cat a.txt && git diff", "cat a.txt b.txt", "cd sub && make"])(
  "%s is shown as a whole",
  async (script) => {
    expect(describeSteps(await parseCommand(["bash", "-lc", script]), script)).toEqual([
      { type: "unknown", command: script },
    ]);
  },
);
