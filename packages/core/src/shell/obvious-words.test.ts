import { describe, expect, it } from "vitest";
import { commandsWithin } from "../safety/scripted-commands.js";
import { MAX_SCRIPT_LENGTH } from "./bash-grammar.js";
import { commandsByGrammar } from "./grammar-words.js";
import { obviousCommandsOf } from "./obvious-words.js";

describe("obvious words", () => {
  it.each([
    ["ls -la", [["ls", "-la"]]],
    ["cd src && rg -n 'a b' | head -5; pwd", [["cd", "src"], ["rg", "-n", "a b"], ["head", "-5"], ["pwd"]]],
    [
      'grep -rn "foo\\|bar(" src\nwc -l *.ts',
      [
        ["grep", "-rn", "foo\\|bar(", "src"],
        ["wc", "-l", "*.ts"],
      ],
    ],
  ])("%j", (script, commands) => {
    expect(obviousCommandsOf(script)?.map((words) => words.map(({ text }) => text))).toEqual(commands);
  });

  it.each([
    "",
    "ls &",
    "ls > a",
    "if a; then b; fi",
    "export A",
    "echo $A",
    'echo "$A"',
    "echo a'b'",
    "A=1 ls",
    "ls # a",
    "1 a",
    "ls\r",
    `echo ${"a".repeat(MAX_SCRIPT_LENGTH)}`,
  ])("do not cover %j", (script) => {
    expect(obviousCommandsOf(script)).toBeUndefined();
  });

  it("are marked as patterns if a shell expands them to file names", () => {
    const [words = []] = obviousCommandsOf("ls *.ts '*.ts' a?") ?? [];
    expect(words.map(({ isPattern }) => isPattern)).toEqual([false, true, false, true]);
  });
});

const WORDS = [
  ..."if then elif else fi for while until do done case esac select in function time coproc test let".split(" "),
  ..."declare typeset export readonly local unset unsetenv eval exec alias trap source set".split(" "),
  ..."echo ls a b1 -n --x=y 1 2 -1 10 1a 1-2 0x1 . .. / % @ + , : = x=1 =x a+=1 * ? a* ?b *.ts - -- 10% a@b".split(" "),
  ..."http://x.y:1/2?q=1 %1 {a,b} [ ] x[1]=2 ~ ~/a ! é".split(" "),
  ...["'a b'", '"a b"', '"a|b"', '"a\\|b"', '"\\("', '"\\w+"', '"é"', "'é'", "'$x'", "'\\'", "'#'", '"#"', '" "'],
  ...["' '", "'  '", '" a"', '"a  b"', '"="', '"\u00a0"', "'`'", '"`"', '"!"', '""', "''", '"a\nb"', "'\u2028'"],
];
const JOINS = [" ", " ", "  ", ";", "; ", "&&", " && ", "|", " | ", "\n", " \n ", " || ", "||", " & ", "\t", ""];

/** All pairs, and longer scripts that are the same each time. */
function* scripts(): Generator<string> {
  for (const first of WORDS) for (const second of WORDS) yield `${first} ${second}`;
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 8) % below;
  };
  for (let count = 0; count < 8000; count++) {
    const pieces = Array.from({ length: next(6) }, () => `${JOINS[next(JOINS.length)]}${WORDS[next(WORDS.length)]}`);
    yield `echo${pieces.join("")}`;
  }
}

it("never differ from what the grammar parses", async () => {
  const obvious = [...scripts()].flatMap((script) => {
    const commands = obviousCommandsOf(script);
    return commands === undefined ? [] : [{ script, commands }];
  });
  expect(obvious.length).toBeGreaterThan(2000);
  for (const { script, commands } of obvious) {
    expect({ script, commands: await commandsByGrammar(script) }).toEqual({ script, commands });
  }
});

it("are judged in scripts as the grammar would", async () => {
  const texts = [
    ["echo", "a|b"],
    ["rm", "-rf", "*"],
    ["rm", "-rf", "b"],
  ];
  const read = "echo 'a|b' && sudo rm -rf * ; bash -c 'rm -rf b'";
  expect(await commandsWithin(["bash", "-lc", read])).toEqual(texts);
  expect(await commandsWithin(["bash", "-lc", `( ${read} )`])).toEqual(texts);
});
