import { expect, test } from "vitest";
import { trustedSettings } from "./git-settings.js";
import { settingsOf } from "./parse-git-config.js";

test("settings are parsed without surrounding whitespace", () => {
  expect(settingsOf('[core]\n\t bare  =  true \n fileMode\n[remote "a.B"]\n url =x y\t\n empty =\n')).toEqual([
    { name: "core.bare", value: "true" },
    { name: "core.filemode", value: "true" },
    { name: "remote.a.B.url", value: "x y" },
    { name: "remote.a.B.empty", value: "" },
  ]);
});

test.each([
  ['"/a b"', "/a b"],
  ['/a" "b " c " ', "/a b  c "],
  ["/a ; b", "/a"],
  ["/a#b", "/a"],
  ['"/a;b" # c', "/a;b"],
  ['" a"', " a"],
])("the value %j is %j, as for Git", (written, value) => {
  expect(settingsOf(`[a]\n b = ${written}\n`)).toEqual([{ name: "a.b", value }]);
});

test("settings are found however they are written", () => {
  const text = [
    "\uFEFF[core] hooksPath = .husky ; mine",
    '[Alias "a\\"B"] x = "!f() { \\',
    '  ./tools/x.sh \\"$@\\"; \\',
    '}; f" # end',
    "[include]",
    " path = a\\\\b\\tc\r",
    " key",
    " broken line",
    " path = also",
  ];
  expect(settingsOf(text.join("\n"))).toEqual([
    { name: "core.hookspath", value: ".husky" },
    { name: 'alias.a"B.x', value: '!f() {   ./tools/x.sh "$@"; }; f' },
    { name: "include.path", value: "a\\b\tc" },
    { name: "include.key", value: "true" },
    { name: "include.path", value: "also" },
  ]);
});

test("a value with a NUL byte, which Git would cut there, is removed", () => {
  const text = '[remote "x"]\n\turl = ./a\0b\n';
  expect(trustedSettings(text, "", () => true).removed).toHaveLength(1);
});

// Each takes hours if a character can match more than one part of the line.
test.each([" ", "\t", "a ", "= ", "[", '"', ";"])("a line of only %j is parsed quickly", (unit) => {
  const line = `a =${unit.repeat(200_000)}\\`;
  expect(settingsOf(line)).toEqual([]);
  expect(trustedSettings(line, "", () => true).removed).toEqual(["?"]);
});

test.each(["fsmonitor\u00a0= x", "fsmonitor\u000b= x", "fsmonitor \u2003", "fsmonitor\\"])(
  "%j is no plain setting",
  (line) => {
    expect(trustedSettings(`[core]\n${line}\n`, "", () => true).removed).toEqual(["?"]);
  },
);

test.each([
  ['[remote "x"]', "url = ext::sh -c evil"],
  ['[branch "x"]', "remote = ext::sh -c evil"],
  ['[branch "x"]', 'pushRemote = "fd"::7'],
  ['[remote "x"]', 'url = "" -x'],
])("an address that is a command is removed: %s %s", (section, line) => {
  expect(trustedSettings(`${section}\n\t${line}\n`, "", () => true).removed).toHaveLength(1);
});
