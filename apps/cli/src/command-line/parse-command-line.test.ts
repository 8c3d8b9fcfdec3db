import { describe, expect, test } from "vitest";
import { rootCommand } from "./commands.js";
import { commandHelp } from "./help.js";
import { type CommandLine, parseCommandLine } from "./parse-command-line.js";

const parse = (...argv: string[]) => parseCommandLine(rootCommand, argv);

function run(line: CommandLine) {
  if (line.type !== "run") throw new Error(`${line.type}: ${"message" in line ? line.message : ""}`);
  return line.invocation;
}

function nameOf(line: CommandLine): string {
  const path = line.type === "run" ? line.invocation.path : line.path;
  return path.map(({ name }) => name).join(" ");
}

describe("commands", () => {
  test.each([
    [["exec", "go"], "codex exec"],
    [["e", "go"], "codex exec"],
    [["p"], "codex proto"],
    [["a", "task_1"], "codex apply"],
    [["mcp-server"], "codex mcp"],
    [["login", "status"], "codex login status"],
    [["exec", "--json", "resume", "--last", "go"], "codex exec resume"],
    [["what is this?"], "codex"],
    [[], "codex"],
  ])("%j runs %s", (argv, name) => {
    expect(nameOf(parse(...argv))).toBe(name);
    expect(parse(...argv).type).toBe("run");
  });

  test("words after -- are never commands or options", () => {
    expect(run(parse("exec", "--", "resume")).positionals).toEqual(["resume"]);
    expect(run(parse("--", "--json")).positionals).toEqual(["--json"]);
  });

  test("the words of a command to run belong to that command", () => {
    expect(run(parse("debug", "landlock", "ls", "-l", "--full-auto")).positionals).toEqual(["ls", "-l", "--full-auto"]);
  });
});

describe("options", () => {
  test("values after a space, an equals sign and a short name; the last one counts", () => {
    const invocation = run(parse("exec", "--model=a", "-m", "b", "-mc", "go"));
    expect(invocation.option("model")).toBe("c");
    expect(invocation.positionals).toEqual(["go"]);
  });

  test("-c after a command overrides -c before it", () => {
    expect(run(parse("-c", "a=1", "exec", "-c", "b=2", "-c", "a=3", "go")).options("config")).toEqual([
      "a=1",
      "b=2",
      "a=3",
    ]);
  });

  test("values by comma and by repetition", () => {
    const given = ["--scopes", "read,write", "--scopes", "admin"];
    expect(run(parse("mcp", "login", ...given, "files")).options("scopes")).toEqual(["read", "write", "admin"]);
  });

  test.each([
    [["-i", "a.png", "b.png", "--", "go"], ["a.png", "b.png"], ["go"]],
    [["-i", "a.png", "b.png", "--json", "--", "go"], ["a.png", "b.png"], ["go"]],
    [["go", "-i", "a.png", "b.png", "--json"], ["a.png", "b.png"], ["go"]],
    [["go", "--image=a.png", "b.png"], ["a.png", "b.png"], ["go"]],
    [["-i", "a.png", "go"], ["a.png"], ["go"]],
    [["-i", "a.png", "--", "go"], ["a.png"], ["go"]],
    [["-i", "a.png", "-", "--"], ["a.png"], ["-"]],
  ])("several images after one option, unless a word may be the prompt: %j", (argv, images, positionals) => {
    const invocation = run(parse("exec", ...argv));
    expect([invocation.options("image"), invocation.positionals]).toEqual([images, positionals]);
  });

  test("a prompt without quotes after an image is an error", () => {
    expect(parse("exec", "-i", "a.png", "fix", "it")).toMatchObject({
      message: expect.stringContaining("needs quotes"),
    });
  });

  test("--json has an alias for SDKs", () => {
    const invocation = run(parse("exec", "--experimental-json", "go"));
    expect([invocation.has("json"), invocation.has("experimental-json")]).toEqual([true, true]);
    expect(parse("exec", "--experimental-json", "--json-events", "go")).toMatchObject({ type: "usage-error" });
  });

  test("options of codex apply to the subcommand that runs, if it has them", () => {
    expect(run(parse("--full-auto", "exec", "go")).has("full-auto")).toBe(true);
    expect(run(parse("--yolo", "exec", "go")).has("dangerously-bypass-approvals-and-sandbox")).toBe(true);
  });
});

describe("usage errors", () => {
  test.each([
    [["exec", "--no-such-option"], "unknown option '--no-such-option'"],
    [["exec", "--jsno", "x"], "unknown option '--jsno'; did you mean '--json'?"],
    [
      ["exec", "-s", "nowhere", "x"],
      "--sandbox: 'nowhere' is not one of read-only, workspace-write, danger-full-access",
    ],
    [["exec", "-m", "--json", "x"], "--model needs a value: MODEL"],
    [["exec", "-C", "", "x"], "--cd needs a value: DIR"],
    [["exec", "--output-last-message=", "x"], "--output-last-message needs a value: FILE"],
    [["exec", "--json=yes", "x"], "--json takes no value"],
    [["login", "nonsense"], "there is no command 'nonsense'"],
    [["login", "statsu"], "there is no command 'statsu'; did you mean 'status'?"],
    [["-m", "o3", "login"], "'--model' does not apply to 'codex login'"],
    [
      ["exec", "--full-auto", "--yolo", "x"],
      "'--dangerously-bypass-approvals-and-sandbox' cannot be used with '--full-auto'",
    ],
    [["exec", "one", "two"], "unexpected argument 'two'; a prompt of several words needs quotes"],
    [["exce", "one"], "unexpected argument 'one'; did you mean the command 'exec'?"],
    [["apply", "one", "two"], "unexpected argument 'two'"],
    [["apply"], "<TASK> is missing"],
    [["completion", "tcsh"], "<SHELL>: 'tcsh' is not one of bash, elvish, fish, powershell, zsh"],
  ])("%j: %s", (argv, message) => {
    expect(parse(...argv)).toMatchObject({ type: "usage-error", message });
  });
});

test("frequent commands, found without the table, are those of the table", () => {
  const names = (rootCommand.commands ?? []).flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const),
  );
  const frequent = names.filter(([name]) => rootCommand.frequent?.(name) !== undefined);
  expect(frequent.map(([name]) => name)).toEqual(expect.arrayContaining(["exec", "e", "mcp", "mcp-server"]));
  for (const [name, command] of frequent) expect(rootCommand.frequent?.(name)).toBe(command);
});

test("help lists an option once, however many parent commands have it", () => {
  const line = parse("mcp", "add", "--help");
  const help = commandHelp(line.type === "help" ? line.path : []);
  expect(help.match(/--config <KEY=VALUE>/g)).toHaveLength(1);
});

test("switches for features that do not exist here are accepted and hidden from the help", () => {
  for (const argv of [["resume", "--include-non-interactive", "--last"], ["fork"], ["hello"]]) {
    const parsed = parse(...argv, "--no-alt-screen", "--no-daemon");
    expect(parsed.type).toBe("run");
    expect(commandHelp([rootCommand])).not.toMatch(/alt-screen|daemon/);
  }
});

describe("commands of later versions", () => {
  test.each([["cloud"], ["cloud", "exec"], ["-m", "o3", "plugin", "list"], ["help", "update"]])(
    "codex %s says that there is none, and what to do",
    (...argv) => {
      const message = expect.stringMatching(/^there is no 'codex [a-z]+' yet; .+\. As a prompt: codex -- [a-z]+$/);
      expect(parse(...argv)).toMatchObject({ type: "usage-error", message });
    },
  );

  test("below another command", () => {
    const message = expect.stringMatching(/^there is no 'codex app-server daemon' yet; .+stop it$/);
    expect(parse("app-server", "daemon")).toMatchObject({ type: "usage-error", message });
    const debug = expect.stringMatching(
      /^there is no 'codex debug app-server' yet; 'codex exec --json --remote URL' .+$/,
    );
    expect(parse("debug", "app-server", "send-message-v2", "hi")).toMatchObject({
      type: "usage-error",
      message: debug,
    });
  });

  test("options", () => {
    const message = expect.stringMatching(/^there is no 'codex sandbox --transparent-tcp' yet; .+network_access=true$/);
    expect(parse("sandbox", "--transparent-tcp", "curl")).toMatchObject({ type: "usage-error", message });
    const state = expect.stringMatching(/^there is no 'codex sandbox --sandbox-state-json' yet; -P names .+$/);
    expect(parse("sandbox", "--sandbox-state-json={}", "true")).toMatchObject({ type: "usage-error", message: state });
  });

  test("none of them is a command here", () => {
    const names = rootCommand.commands?.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(names?.filter((name) => rootCommand.later?.has(name))).toEqual([]);
  });

  test("within a prompt, after -- or elsewhere, they are ordinary words", () => {
    expect(run(parse("--", "update")).positionals).toEqual(["update"]);
    expect(run(parse("update the docs")).positionals).toEqual(["update the docs"]);
    expect(run(parse("exec", "update")).positionals).toEqual(["update"]);
  });
});

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("codex %s", (word) => {
    expect(parse(word)).toMatchObject({ type: "help", path: [rootCommand] });
  });

  test("for a command, in either spelling", () => {
    expect(nameOf(parse("help", "exec", "resume"))).toBe("codex exec resume");
    expect(nameOf(parse("exec", "resume", "-h"))).toBe("codex exec resume");
  });

  test("fits the terminal's width and leaves out hidden options", () => {
    const line = parse("exec", "--help");
    const help = commandHelp(line.type === "help" ? line.path : [], 70);
    const [, options = ""] = help.split("Options:\n");
    expect(
      options
        .split("\n\n")[0]
        ?.split("\n")
        .filter((text) => text.length > 70),
    ).toEqual([]);
    expect(help).not.toContain("--ask-for-approval");
    expect(help).toContain("--replay");
    expect(help).toContain("Usage: codex exec [OPTIONS] [PROMPT]\n       codex exec [OPTIONS] <COMMAND>");
  });
});
