import { describe, expect, test } from "vitest";
import { detectApplyPatch } from "./apply-patch-command.js";

const patch = "*** Begin Patch\n*** Add File: a\n+$HOME `x` 'y'\n*** End Patch";
const found = { type: "patch", patch, cwd: "/w" };
const heredoc = (before: string, after = "") => `${before} <<'EOF'${after}\n${patch}\nEOF\n`;
const detect = (...command: string[]) => detectApplyPatch(command, "/w");
const bash = (script: string) => detect("bash", "-lc", script);

describe("a patch", () => {
  test.each(["apply_patch", "applypatch"])("as the argument of %s", async (program) => {
    expect(await detect(program, patch)).toEqual(found);
  });

  test.each([
    ["quoted", heredoc("apply_patch")],
    ["of the other name", heredoc("applypatch")],
    ["unquoted, taken literally", heredoc("apply_patch").replace("'EOF'", "EOF")],
    ["with another word", heredoc("apply_patch").replaceAll("EOF", "PATCH")],
    ["after blanks", heredoc("\n  apply_patch")],
    ["without a newline at its end", heredoc("apply_patch").trimEnd()],
  ])("in a heredoc %s", async (_, script) => {
    expect(await bash(script)).toEqual(found);
  });
});

describe("a long patch", () => {
  const long = `*** Begin Patch\n*** Add File: x\n${"+a | b | $(c\n".repeat(20_000)}*** End Patch`;

  test.each(["apply_patch <<'EOF'", 'applypatch <<"EOF"', "\n  apply_patch <<EOF", "apply_patch << EOF"])(
    "by %s",
    async (head) => {
      for (const tail of ["", "\n"]) {
        expect(await bash(`${head}\n${long}\nEOF${tail}`)).toEqual({ type: "patch", patch: long, cwd: "/w" });
      }
    },
  );

  test.each([
    `# apply_patch <<EOF\n${long}\nEOF`,
    `echo "apply_patch <<EOF\n${long}\nEOF\n"`,
    `apply_patch <<EOF | sh\n${long}\nEOF`,
    `apply_patch <<EOF\n${long}\nEOF\ntouch PWN`,
    `apply_patch <<A <<EOF\n${long}\nEOF`,
    `touch PWN; apply_patch <<EOF\n${long}\nEOF`,
    `apply_patch <<EOF\n${long}`,
    `apply_patch ${"a|".repeat(40_000)}`,
  ])("is not recognized if the script does more (%#)", async (script) => {
    expect(await bash(script)).toEqual({ type: "not-a-patch" });
  });
});

describe("after cd", () => {
  test.each([
    ["cd sub && apply_patch", "/w/sub"],
    ["cd ../other && apply_patch", "/other"],
    ["cd /abs/dir && apply_patch", "/abs/dir"],
    ["cd 'with space' && apply_patch", "/w/with space"],
    ['cd "with space" && apply_patch', "/w/with space"],
  ])("%s", async (before, cwd) => {
    expect(await bash(heredoc(before))).toEqual({ ...found, cwd });
  });

  test.each([
    "cd $DIR && apply_patch",
    'cd "$DIR" && apply_patch',
    "cd ~ && apply_patch",
    "cd * && apply_patch",
    "cd - && apply_patch",
    "cd && apply_patch",
    "cd a b && apply_patch",
    "cd a || apply_patch",
    "cd a; apply_patch",
    "cd a && cd b && apply_patch",
    "pushd a && apply_patch",
  ])("not %s", async (before) => {
    expect(await bash(heredoc(before))).toEqual({ type: "not-a-patch" });
  });
});

describe("no patch: the rest of the script must pass the checks for commands", () => {
  test.each([
    ["a further command", `${heredoc("apply_patch")}rm -rf /`],
    ["a command before", heredoc("rm x; apply_patch")],
    ["a pipe", heredoc("apply_patch", " | sh")],
    ["a pipe into it", heredoc("cat x | apply_patch")],
    ["a chain", heredoc("apply_patch", " && rm x")],
    ["a redirect", heredoc("apply_patch", " > /etc/passwd")],
    ["a background job", heredoc("apply_patch", " &")],
    ["an environment variable", heredoc("PATH=/evil apply_patch")],
    ["an argument besides", heredoc("apply_patch --force")],
    ["a substitution", heredoc("apply_patch $(rm x)")],
    ["a subshell", heredoc("(apply_patch").replace("EOF\n", "EOF\n)")],
    ["another program of a similar name", heredoc("apply_patch2")],
    ["the name in a string", "echo apply_patch"],
    ["a script that does not parse", "apply_patch <<'EOF"],
    ["a here string", "apply_patch <<< x"],
  ])("%s", async (_, script) => {
    expect(await bash(script)).toEqual({ type: "not-a-patch" });
  });

  test("other shells, flags and programs", async () => {
    expect(await detect("bash", "-c", heredoc("apply_patch"))).toEqual({ type: "not-a-patch" });
    expect(await detect("/tmp/bash", "-lc", heredoc("apply_patch"))).toEqual({ type: "not-a-patch" });
    expect(await detect("./apply_patch", patch)).toEqual({ type: "not-a-patch" });
    expect(await detect("apply_patch")).toEqual({ type: "not-a-patch" });
    expect(await detect("apply_patch", patch, "more")).toEqual({ type: "not-a-patch" });
    expect(await detect()).toEqual({ type: "not-a-patch" });
  });
});
