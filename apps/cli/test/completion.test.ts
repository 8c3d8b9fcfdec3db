import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, describe, expect, test } from "vitest";
import { completionScript } from "../src/commands/completion.js";
import { openTerminal } from "./support/terminal.js";

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

function scriptFile(shell: string): string {
  const file = folder.at(`completion.${shell}`);
  writeFileSync(file, completionScript(shell));
  return file;
}

const has = (shell: string) =>
  spawnSync(shell, ["--version"]).status === 0 || spawnSync(shell, ["-version"]).status === 0;

/** The words of a command line, and what a shell may complete the last one to. */
const cases = [
  [
    ["codex", "ex"],
    ["exec", "execpolicy", "export"],
  ],
  [["codex", "e", "res"], ["resume"]],
  [
    ["codex", "exec", "--sandbox", ""],
    ["danger-full-access", "read-only", "workspace-write"],
  ],
  [["codex", "exec", "-s", "re"], ["read-only"]],
  [["codex", "-m", "exec", "logi"], ["login"]],
  [["codex", "completion", "z"], ["zsh"]],
  [["codex", "exec", "--output-l"], ["--output-last-message"]],
  [["codex", "exec", "resume", "--las"], ["--last"]],
  [["codex", "login", "sta"], ["status"]],
] as const;

describe.skipIf(!has("bash"))("bash (needs bash)", () => {
  const file = scriptFile("bash");
  test.each(cases)("%j completes to %j", (words, expected) => {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _codex; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", script, "bash", file, ...words], { encoding: "utf8" });
    expect(output.trim().split("\n").sort()).toEqual(expected);
  });

  test("values after an equals sign, and folders", () => {
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _codex; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const complete = (...words: string[]) =>
      execFileSync("bash", ["-c", script, "bash", file, ...words], { encoding: "utf8" }).trim();
    expect(complete("codex", "exec", "--sandbox", "=", "re")).toBe("read-only");
    expect(complete("codex", "exec", "-C", folder.path)).toBe(folder.path);
  });
});

describe.skipIf(!has("fish"))("fish (needs fish)", () => {
  const file = scriptFile("fish");
  test.each(cases)("%j completes to %j", (words, expected) => {
    const output = execFileSync("fish", ["--no-config", "-c", `source ${file}; complete -C "$argv"`, words.join(" ")], {
      encoding: "utf8",
    });
    const offered = output.trim().split("\n");
    expect(offered.map((line) => line.split("\t")[0]).sort()).toEqual(expected);
  });
});

// These two only complete on a terminal: a function named codex prints the resulting line.

describe.skipIf(!has("zsh"))("zsh (needs zsh)", () => {
  test("completes commands, options and values", async () => {
    writeFileSync(folder.at("only-this-file"), "");
    const setup = `autoload -Uz compinit && compinit -u -d ${folder.path}/zcompdump && source ${scriptFile("zsh")}`;
    await using terminal = openTerminal({ program: "zsh", args: ["-f"], cwd: folder.path, env: shellEnvironment });
    terminal.write(`${setup}; codex() { print -r -- "[$*]" }; echo read''y\r`);
    await terminal.waitFor("ready\r\n");
    terminal.write("codex e res\t--sand\tre\t-C=/et\t\r");
    await terminal.waitFor("[e resume --sandbox read-only -C=/et]");
    terminal.write("codex logi\tst\t\r");
    await terminal.waitFor("[login status]");
    terminal.write("codex exec --output-last-message only\t\r");
    await terminal.waitFor("[exec --output-last-message only-this-file]");
    terminal.write("codex \t");
    await terminal.waitFor("Run one prompt until it is done, without asking");
  });
});

describe.skipIf(!has("elvish"))("elvish (needs elvish)", () => {
  test("completes commands, options and values", async () => {
    await using terminal = openTerminal({
      program: "elvish",
      args: ["-norc"],
      cwd: folder.path,
      env: shellEnvironment,
    });
    terminal.write(
      `eval (slurp < ${scriptFile("elvish")}); fn codex {|@a| print '['; print $@a; print ']' }; echo read''y\r`,
    );
    await terminal.waitFor("ready\r\n");
    terminal.write("codex e res\t--sand\tre\t\r");
    await terminal.waitFor("[e resume --sandbox read-only]");
  });
});

test("PowerShell's script offers every command, with quoting", () => {
  const script = completionScript("powershell");
  expect(script).toContain("'codex exec' { $at = 'codex exec'; $previous = ''; break }");
  expect(script).toContain("result 'read-only' 'What the model''s commands may write'");
  expect(script).toContain("which stays in your shell''s history");
});

const shellEnvironment = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder.path,
  TERM: "xterm-256color",
  LANG: "C.UTF-8",
};
