import { symlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryFolder } from "../../test/support/temporary-folder.js";
import { mayReadSecrets, secretFilesOf } from "./secret-files.js";

let home: TemporaryFolder;
beforeAll(() => {
  home = new TemporaryFolder({
    ".codex/auth.json": "{}",
    ".codex/config.toml": "",
    "work/src/x": "",
    "work/docs/x": "",
  });
  symlinkSync(home.at(".codex/auth.json"), home.at("work/link"));
  symlinkSync(home.at(".codex"), home.at("work/folder"));
});
afterAll(() => home[Symbol.dispose]());

const ask = (command: readonly string[]) =>
  mayReadSecrets({ command, cwd: home.at("work"), home: home.path, secretFiles: secretFilesOf(home.at(".codex")) });
const words = (line: string): string[] => line.split(" ");
const bash = (script: string): string[] => ["bash", "-lc", script];

test("secrets are the files that are there, by their real paths", () => {
  expect(secretFilesOf(home.at(".codex"))).toEqual([home.at(".codex/auth.json")]);
  expect(secretFilesOf(home.at("work/folder"))).toEqual([home.at(".codex/auth.json")]);
  expect(secretFilesOf("/no/such/home")).toEqual([]);
});

test.each([
  [words("cat src/x"), words("ls"), words("ls -la src docs"), words("rg -n auth.json"), words("git log -p -- src")],
  [
    bash("cd src && ls"),
    bash("cat src/x | head -n 5"),
    bash("rg 'a*' src"),
    bash("find . -name x"),
    words("head -n5 -- x"),
  ],
  [words("cat ../.codex/config.toml"), words("ls /usr/lib"), words("cat /etc/hostname"), bash("echo done; pwd")],
])("%j and its like meet none", async (...commands) => {
  expect(await Promise.all(commands.map(ask))).toEqual(commands.map(() => false));
});

test.each([
  [words("cat ../.codex/auth.json"), words("cat link"), words("cat folder/auth.json"), words("ls .."), words("rg x /")],
  [words("grep -r x .."), words("grep -R x ."), words("rg --follow x"), words("rg -L x"), words("find -L .")],
  [words("grep --file=../.codex/auth.json x"), words("grep -f../.codex/auth.json x"), words("cat /proc/1/environ")],
  [bash("cat ~/.codex/auth.json"), bash("cat *"), bash("cat docs/*"), bash("cd src && cat ../../.codex/auth.json")],
  [
    bash("cd folder && cat auth.json"),
    bash("cd src && cd x && cat y"),
    bash("cd - && cat x"),
    bash("ls ~"),
    bash("ls; cd .."),
  ],
])("%j and its like could", async (...commands) => {
  expect(await Promise.all(commands.map(ask))).toEqual(commands.map(() => true));
});
