import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRules } from "./parse-rules.js";

/** The patterns of a text's rules, or the fault as `code line:column`. */
function read(text: string): readonly string[] | string {
  const result = parseRules(text);
  if (!result.ok) return `${result.fault.code} ${result.fault.position.line}:${result.fault.position.column}`;
  return result.policy.prefixRules.map(({ pattern, decision }) => `${JSON.stringify(pattern)} ${decision}`);
}

test("a rule contains the words that a command starts with", () => {
  expect(read('prefix_rule(pattern = ["git", ["push", "fetch"]], decision = "prompt")')).toEqual([
    '[["git"],["push","fetch"]] prompt',
  ]);
  expect(read('prefix_rule(["ls"])')).toEqual(['[["ls"]] allow']);
});

test.each([
  [
    "a comprehension",
    'names = ["a", "b"]\n[prefix_rule([n, "-v"]) for n in names if n != "a"]',
    '[["b"],["-v"]] allow',
  ],
  ["a function", 'def ask(p, d = "prompt"):\n    prefix_rule([p], decision = d)\n\nask("curl")', '[["curl"]] prompt'],
  [
    "a loop with a condition",
    'for n in ["a", "b"]:\n  if n == "a":\n    continue\n  prefix_rule([n])',
    '[["b"]] allow',
  ],
  ["a value of a function", 'def f(x):\n  return [x, "y"]\nprefix_rule(f("x") + ["z"])', '[["x"],["y"],["z"]] allow'],
  ["pairs", 'for k, v in {"a": "forbidden"}.items():\n  prefix_rule([k], v)', '[["a"]] forbidden'],
  ["templates", 'prefix_rule(["%s-%s" % ("a", 1), "{}x".format("b")])', '[["a-1"],["bx"]] allow'],
  [
    "several on a line",
    'x = "a"; pass; prefix_rule([x]);\nif False: prefix_rule(["b"]); prefix_rule(["c"])\n',
    '[["a"]] allow',
  ],
  ["parts of a list", 'x = ["a", "b", "c"]\nprefix_rule(x[1:] + x[:1] + x[-1:])', '[["b"],["c"],["a"],["c"]] allow'],
  ["a list that grows", 'x = []\nfor n in ["a", "b"]:\n  x.append(n)\nprefix_rule(x)', '[["a"],["b"]] allow'],
  ["parts that are set", 'd = {}\nd["k"] = ["x"]\nd["k"][0] = "y"\nprefix_rule(d["k"])', '[["y"]] allow'],
  ["a copy", 'x = ["a"]\ny = list(x)\ny.append("b")\nprefix_rule(x)', '[["a"]] allow'],
  [
    "any number of values",
    'def f(d, *words):\n  prefix_rule(pattern = [w for w in words], decision = d)\nf("prompt", *["a", "b"])',
    '[["a"],["b"]] prompt',
  ],
  [
    "values in strings",
    'x = "git"\nn = ["lfs"]\nprefix_rule([f"{x}-{n[0]}", f"{ x.upper() }{{{1 + 1}}}"])',
    '[["git-lfs"],["GIT{2}"]] allow',
  ],
  ["functions without a name", 'f = lambda x, y = "b": [x, y]\nprefix_rule(f("a"))', '[["a"],["b"]] allow'],
  ["named values of a dictionary", 'prefix_rule(**{"pattern": ["a"], "decision": "prompt"})', '[["a"]] prompt'],
  [
    "any named values",
    'def f(d, **more):\n  prefix_rule(more["p"], decision = d)\nf("prompt", p = ["a"])',
    '[["a"]] prompt',
  ],
  [
    "None like any other value",
    'def f(x, y = "b"):\n  return ["a" if x == None else x, "a" if y == None else y]\nprefix_rule(f(None, y = None))\n',
    '[["a"],["a"]] allow',
  ],
  ["None in a dictionary", 'x = {"k": None}.get("k", "b")\nprefix_rule(["a" if x == None else x])', '[["a"]] allow'],
  ["an empty word", 'prefix_rule(["a", ""], match=[["a", ""]])', '[["a"],[""]] allow'],
  ["lines inside brackets", 'prefix_rule(\n  pattern = [ # words\n "a",\n  ],\n)\n', '[["a"]] allow'],
  ["strings of all kinds", `prefix_rule(['a', r"\\d", """b""", "c" 'd'])`, '[["a"],["\\\\d"],["b"],["cd"]] allow'],
])("%s", (_what, text, rule) => {
  expect(read(text)).toEqual([rule]);
});

test.each([
  ['prefix_rule(pattern=["a"], decision="nope")', "invalid-rule 1:1"],
  ["prefix_rule(pattern=[])", "invalid-rule 1:1"],
  ['prefix_rule(pattern="a")', "invalid-rule 1:1"],
  ['x = 1\nprefix_rule(pattern=["a"], foo=1)', "invalid-rule 2:1"],
  ['prefix_rule(pattern=["a"], justification="")', "invalid-rule 1:1"],
  ['prefix_rule(pattern=["a"], match=["b"])', "example-mismatch 1:1"],
  ['prefix_rule(pattern=["a"], not_match=["a b"])', "example-mismatch 1:1"],
  ['prefix_rule(pattern=["a"], match=["a \\"b"])', "invalid-rule 1:1"],
  // None is not a decision, and must never mean that the command is allowed.
  ['prefix_rule(pattern=["a"], decision=None)', "invalid-rule 1:1"],
  ['prefix_rule(pattern=["a"], match=None)', "invalid-rule 1:1"],
  ['prefix_rule(pattern=["a"], justification=None)', "invalid-rule 1:1"],
  ['network_rule(host="a.com", protocol="https", decision=None)', "invalid-rule 1:1"],
  ['network_rule(host="a.com", protocol="https")', "invalid-rule 1:1"],
  ['x = f"{a"', "syntax 1:5"],
  ['x = f"a}"', "syntax 1:5"],
  ['x = f"{1 2}"', "syntax 1:5"],
  ['x = f"{}"', "syntax 1:5"],
  ['x = f"{1!r}"', "syntax 1:5"],
  ["x = f\"{f'{1}'}\"", "syntax 1:5"],
  ["x = 2 ** 2", "syntax 1:7"],
  ['prefix_rule(**["a"])', "evaluation 1:12"],
  ['prefix_rule(["a"], **{"pattern": ["b"]})', "invalid-rule 1:1"],
  ['prefix_rule(pattern=["a"], **{"pattern": ["b"]})', "evaluation 1:12"],
  ['prefix_rule(["a"], **{1: "b"})', "evaluation 1:12"],
  ["f = lambda: f()\nf()", "too-costly 1:13"],
  ["prefix_rule(", "syntax 1:13"],
  ["\n  x = 1", "syntax 2:3"],
  ['x = "a', "syntax 1:5"],
  ["x = 1 $ 2", "syntax 1:7"],
  ['load("x", "y")', "syntax 1:1"],
  ["while True:\n  pass", "syntax 1:1"],
  ['regex_rule("a")', "evaluation 1:1"],
  ['print("a")', "evaluation 1:1"],
  ["x = y", "evaluation 1:5"],
  ['network_rule(host="*.a.com", protocol="https", decision="allow")', "invalid-rule 1:1"],
  ['network_rule(host="a.com", protocol="ftp", decision="allow")', "invalid-rule 1:1"],
  ['host_executable(name="git", paths=["git"])', "invalid-rule 1:1"],
  ['host_executable(name="git", paths=["/usr/bin/hg"])', "invalid-rule 1:1"],
  ["prefix_rule([1])", "invalid-rule 1:1"],
  ["x = []\nx[0] = 1", "evaluation 2:1"],
  ['x = "abc"\nx["a":]', "evaluation 2:3"],
  ["x = [1]\nfor i in x:\n  x.append(i)\nx.append(x)\nprefix_rule(x)", "invalid-rule 5:1"],
  ["; x = 1", "syntax 1:1"],
  ["def f():\n  f()\nf()", "too-costly 2:3"],
  ["for a in range(9999):\n  for b in range(9999):\n    pass", "too-costly 2:17"],
  ['x = "a"\nfor i in range(40):\n  x = x + x', "too-costly 3:7"],
])("%s is refused, with its position", (text, fault) => {
  expect(read(text)).toBe(fault);
});

test("nested brackets are only parsed as deep as rules need them", () => {
  expect(read(`x = ${"[".repeat(5_000)}`)).toMatch(/^syntax/);
});

test("a file with one error contributes no rules", () => {
  expect(parseRules('prefix_rule(["a"])\nprefix_rule([])')).not.toHaveProperty("policy");
});

test("parsing any file ends with rules or an error", () => {
  const piece = fc.constantFrom(
    ..."prefix_rule( [ ] ) { } = == : , \"a\" 'b' x def for in if else not and or return\n \n  \n    # % * + - . 1 None \\".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (source) => typeof parseRules(source).ok === "boolean"),
    { numRuns: 500 },
  );
});
