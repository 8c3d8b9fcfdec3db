import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainCommandsOf } from "./bash-words.js";

const BASH = "/bin/bash";
const hasBash = spawnSync(BASH, ["-c", "true"]).status === 0;

const textsOf = async (script: string) =>
  (await plainCommandsOf(script))?.map((words) => words.map(({ text }) => text));

describe("plain words", () => {
  it.each([
    ["ls -la 'a b' \"c d\"; pwd", [["ls", "-la", "a b", "c d"], ["pwd"]]],
    ["cat a\\ b && wc -l | head", [["cat", "a b"], ["wc", "-l"], ["head"]]],
    ["rg a#b\n\nls", [["rg", "a#b"], ["ls"]]],
    ["ls -la \\\n  src", [["ls", "-la", "src"]]],
  ])("%j", async (script, commands) => {
    expect(await textsOf(script)).toEqual(commands);
  });

  it.each([
    "echo a\\ ",
    "echo {a,b}",
    "echo {1..3}",
    "A=1",
    "if",
    "! ls",
    "echo a & ls",
    "ls # x",
    "echo $A",
    "a`b`",
    "%1",
  ])("do not cover all of %j", async (script) => {
    const commands = await textsOf(script);
    if (script === "echo a\\ ") expect([undefined, [["echo", "a "]]]).toContainEqual(commands);
    else expect(commands).toBeUndefined();
  });
});

/** Pieces of scripts that the grammar and bash might interpret differently. */
const PIECES = [
  ...[
    "echo",
    "ls",
    "cat",
    "a",
    "b1",
    "-n",
    "--x=y",
    "1",
    "2",
    ".",
    "..",
    "/",
    "~",
    "%",
    "@",
    "^",
    "+",
    ",",
    ":",
    "=",
    "x=1",
  ],
  ...[
    " ",
    " ",
    " ",
    "  ",
    "\t",
    "\n",
    ";",
    "&&",
    "||",
    "|",
    "&",
    "\\",
    "\\ ",
    "\\\n",
    "\\\\",
    "\\;",
    "\\'",
    '\\"',
    "\\n",
  ],
  ...[
    "'",
    '"',
    "'a b'",
    '"a b"',
    "''",
    '""',
    '"\\$"',
    "'\\'",
    "{",
    "}",
    "[",
    "]",
    "{}",
    "[a",
    "]]",
    "[[",
    "!",
    "#",
    "$",
    "`",
  ],
  ...[
    "$'a'",
    '$"x"',
    "&&\n",
    ";;",
    "~root",
    "a~",
    "=~",
    "\v",
    "\f",
    "\b",
    "!!",
    "--",
    "[a-b]",
    "+(a)",
    "\\\r\n",
    "<<<",
    "&>",
    "|&",
  ],
  ...[
    "coproc",
    "function",
    "then",
    "done",
    "a+=b",
    "a[0]=1",
    "((",
    "$((1))",
    '"\\\n"',
    '"\\a"',
    '"a\\\\"',
    "'\n'",
    "x#",
    "#x",
  ],
  ...[
    "\u2028",
    "\ufeff",
    "\u0085",
    "--a=~/x",
    "a:~",
    "~+",
    "{a",
    "a}",
    "{,}",
    "\\{a,b}",
    "*a",
    "\\\n\\\n",
    "''a",
    '"a"b',
    "/bin/a",
  ],
  ...["(", ")", "<", ">", "*", "?", "é", "if", "fi", "do", "in", "time", "{a,b}", "{1..2}", "\r", "\u00a0", "\u2003"],
];
/** How scripts begin. */
const BEGINNINGS = ["echo ", "x ", "ls\n", "a && b ", "git log "];
const SCRIPTS = 4000;

/** The same pseudorandom numbers each time (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe.skipIf(!hasBash)("compared with bash itself (skipped where there is none)", () => {
  let folder: TemporaryFolder;
  beforeAll(() => {
    folder = new TemporaryFolder({ log: "" });
    mkdirSync(folder.at("empty"));
  });
  afterAll(() => folder[Symbol.dispose]());

  /** Without builtins and programs, bash finds no command: the handler records the words and succeeds. */
  const NOTES = `command_not_found_handle() { printf '%s\\0' "$@" > "$notes/$number.$BASHPID"; return 0; }
files=("$scripts"/*)
set -f
enable -n $(compgen -b | while read -r b; do case $b in enable|printf|return|eval|read|builtin) ;; *) printf '%s\\n' "$b";; esac; done)
PATH=/none
for script in "\${files[@]}"; do
  number=\${script##*/}
  IFS= read -r -d '' S < "$script"
  ( eval "$S" )
done`;

  function wordsInBash(scripts: readonly string[]): string[][][] {
    for (const [index, script] of scripts.entries()) folder.write(`scripts/${index}`, script);
    mkdirSync(folder.at("notes"));
    const env = {
      PATH: "/usr/bin:/bin",
      HOME: "~",
      LC_ALL: "C.UTF-8",
      scripts: folder.at("scripts"),
      notes: folder.at("notes"),
    };
    // Only the words count, not the exit status.
    spawnSync(BASH, ["--norc", "-c", NOTES], { cwd: folder.at("empty"), env, stdio: "ignore" });
    const seen = scripts.map((): string[][] => []);
    for (const name of readdirSync(folder.at("notes"))) {
      const words = readFileSync(folder.at("notes", name), "utf8").split("\0").slice(0, -1);
      seen[Number.parseInt(name, 10)]?.push(words);
    }
    return seen;
  }

  it("finds exactly the words that bash finds", async () => {
    const next = numbersFrom(14);
    const scripts = Array.from({ length: SCRIPTS }, (_, index) => {
      const pieces = Array.from({ length: 1 + next(7) }, () => PIECES[next(PIECES.length)]);
      return `${BEGINNINGS[index % BEGINNINGS.length]}${pieces.join("")}`;
    });
    const read = await Promise.all(scripts.map(async (script) => ({ script, commands: await textsOf(script) })));
    const accepted = read.filter((one) => one.commands !== undefined);
    expect(accepted.length).toBeGreaterThan(SCRIPTS / 10);
    const seen = wordsInBash(accepted.map(({ script }) => script));
    const wrong = accepted.flatMap(({ script, commands = [] }, index) => {
      const ran = seen[index] ?? [];
      // Commands after `||` do not run if all succeed; a path is not looked up.
      const named = commands.filter(([program]) => !program?.includes("/"));
      const isSame = script.includes("||") ? ran.every((one) => includes(named, one)) : isSameList(named, ran);
      return isSame ? [] : [{ script, commands, ran }];
    });
    expect(wrong).toEqual([]);
  });
});

const sorted = (commands: readonly (readonly string[])[]) => commands.map((words) => JSON.stringify(words)).sort();
const includes = (commands: readonly string[][], words: readonly string[]) =>
  sorted(commands).includes(JSON.stringify(words));
const isSameList = (a: readonly string[][], b: readonly string[][]) =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
