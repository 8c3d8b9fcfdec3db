import { describe, expect, it, test } from "vitest";
import { commandsWithin } from "./scripted-commands.js";

const bash = (script: string) => commandsWithin(["bash", "-lc", script]);
const words = (...lines: readonly string[]) => lines.map((line) => line.split(" "));

describe("the commands of a script", () => {
  it.each<[string, string[][]]>([
    ["a b && c d || e; f | g", words("a b", "c d", "e", "f", "g")],
    ["if a; then b; else c; fi; for x in y; do d; done; while e; do f; done", words("a", "b", "c", "d", "e", "f")],
    ["echo $(rm x) `rm y` <(rm z)", [["echo", "$(rm x)", "`rm y`", "<(rm z)"], ...words("rm x", "rm y", "rm z")]],
    ["(a); { b; }; f() { c; }; ! d", words("a", "b", "c", "d")],
    ["A=1 B=2 run it > file 2>&1 < in", words("run it")],
    [`'r'"m" -r\\f "a \\"b\\"" c\\ d 'e "f"'`, [["rm", "-rf", 'a "b"', "c d", 'e "f"']]],
  ])("%s", async (script, commands) => {
    expect((await bash(script))?.toSorted()).toEqual(commands.toSorted());
  });

  it("are undefined if the script cannot be parsed", async () => {
    expect(await bash("if then")).toBeUndefined();
    expect(await bash("echo ok && bash -c 'if then'")).toBeUndefined();
  });
});

describe("shells", () => {
  test.each(["bash", "sh", "zsh", "dash", "ksh", "/bin/sh", "/usr/local/bin/bash"])("%s: its script", async (shell) => {
    expect(await commandsWithin([shell, "-c", "a && b"])).toEqual(words("a", "b"));
    expect(await commandsWithin([shell, "-xec", "a"])).toEqual(words("a"));
    expect(await commandsWithin([shell, "-ce", "a"])).toEqual(words("a"));
    expect(await commandsWithin([shell, "-c", "-eo", "pipefail", "--", "a"])).toEqual(words("a"));
    expect(await commandsWithin([shell, "--rcfile", "file", "+x", "-cu", "a"])).toEqual(words("a"));
    expect(await commandsWithin([shell, "-o", "pipefail", "-c", "a"])).toEqual(words("a"));
  });

  it("without a script are commands themselves, as are programs that are not shells", async () => {
    for (const command of words("bash file.sh", "sh -x file", "fish -c a", "bash"))
      expect(await commandsWithin(command)).toEqual([command]);
  });

  it("within shells are followed to a limited depth", async () => {
    const nested = (depth: number): string[] =>
      depth === 0
        ? ["rm", "x"]
        : [
            "sh",
            "-c",
            nested(depth - 1)
              .map((word) => JSON.stringify(word))
              .join(" "),
          ];
    expect(await commandsWithin(nested(4))).toEqual(words("rm x"));
    expect(await commandsWithin(nested(5))).toBeUndefined();
  });

  it("eval is followed into its words", async () => {
    expect(await commandsWithin(["eval", "a", "&&", "b"])).toEqual(words("a", "b"));
    expect(await bash("eval 'rm x'")).toEqual(words("rm x"));
  });
});

it("includes the commands that find runs", async () => {
  const found = words("find . -exec rm x ; -okdir sh -c b ; -exec c {} + -print", "rm x", "b", "c {}");
  expect(await bash("find . -exec rm x \\; -okdir sh -c b ';' -exec c {} + -print")).toEqual(found);
  expect(await commandsWithin(["find", ".", "-exec", "sh", "-c", "if then", ";"])).toBeUndefined();
});

it("reads the words of $'…' and $\"…\"", async () => {
  expect(await bash(`$'git' $"pu"sh $'a\\'b'`)).toEqual([["git", "push", "a'b"]]);
});

it("is the command behind programs that run another", async () => {
  expect(await commandsWithin(["sudo", "-u", "root", "sh", "-c", "rm x"])).toEqual(words("rm x"));
  expect(await bash("sudo -n && time -p env A=1 rm x")).toEqual([[], ...words("rm x")]);
});
