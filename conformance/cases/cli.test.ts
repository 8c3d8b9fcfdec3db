import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type ProgramResult, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { commandCase } from "../conformance-case.js";
import type { Json, Observation } from "../observation.js";

/** Compares only the exit code. */
const codeOnly = { view: ({ code }: ProgramResult) => ({ code }) };
const asLines = {
  view: ({ code, stdout }: ProgramResult) => ({ code, lines: stdout.trim().split("\n").map(parsed) }),
};
const KEY = "sk-test-1234567890abcdef";

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return { text: line };
  }
}

/** Keeps only the user's settings of the first line, which summarizes the configuration. */
function withoutOtherSettings(seen: Observation): Observation {
  const shortened = (lines: readonly Json[]) => {
    const [{ workdir, model, provider, approval, sandbox } = {}, ...rest] = lines;
    return [{ workdir, model, provider, approval, sandbox }, ...rest];
  };
  const runs = (seen.runs ?? []).map((run) => ({ ...run, lines: shortened(run["lines"] as readonly Json[]) }));
  return { ...seen, runs };
}

function storedLogin(codexHome: string): unknown {
  const file = path.join(codexHome, "auth.json");
  if (!existsSync(file)) return "none";
  return { mode: (statSync(file).mode & 0o777).toString(8), content: JSON.parse(readFileSync(file, "utf8")) };
}

function rolloutsIn(codexHome: string): unknown[] {
  const names = readdirSync(path.join(codexHome, "sessions"), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => ({
      path: path
        .join("sessions", name)
        .replace(/\d{4}[/-]\d\d[/-]\d\d/g, "<date>")
        .replace(/T\d\d-\d\d-\d\d/, "T<time>"),
      lines: readFileSync(path.join(codexHome, "sessions", name), "utf8")
        .trim()
        .split("\n")
        .map(withBranchOnly),
    }));
}

/** The commit differs each time. */
function withBranchOnly(line: string): unknown {
  const record = JSON.parse(line);
  return record.git === undefined ? record : { ...record, git: { branch: record.git?.branch } };
}

conformance("cli", {
  "exec-json": commandCase({
    about: "events, one per line",
    config: { exec_json_format: "events" },
    model: [sse.shell(["echo", "hi"]), sse.say("finished")],
    play: (run) => run(["exec", "--json", "say hi"], asLines).then(() => undefined),
    view: withoutOtherSettings,
  }),
  "exec-last-message": commandCase({
    about: "the last message in a file",
    model: [sse.say("the last word")],
    async play(run, { cwd }) {
      await run(["exec", "--output-last-message", `${cwd}/last.txt`, "go"], codeOnly);
    },
  }),
  "exec-stdin": commandCase({
    about: "the prompt through a pipe",
    model: [sse.say("a"), sse.say("b")],
    async play(run) {
      await run(["exec", "-"], { input: "from a pipe", ...codeOnly });
      await run(["exec"], { input: "from a pipe too", ...codeOnly });
    },
  }),
  "exec-flags": commandCase({
    about: "settings of the command line reach the model",
    files: { "sub/x": "x" },
    model: [sse.say("a"), sse.say("b")],
    async play(run, { cwd }) {
      const flags = ["-m", "flag-model", "-s", "read-only", "-C", `${cwd}/sub`, "-c", 'model_reasoning_effort="low"'];
      await run(["exec", ...flags, "go"], codeOnly);
      await run(["exec", "--full-auto", "go"], codeOnly);
    },
  }),
  "exec-outside-git": commandCase({
    about: "refuses to run outside of a repository, unless told otherwise",
    git: false,
    model: [sse.say("a")],
    async play(run) {
      await run(["exec", "go"], codeOnly);
      await run(["exec", "--skip-git-repo-check", "go"], codeOnly);
    },
  }),
  "usage-errors": commandCase({
    about: "an invalid command line ends with 2",
    async play(run) {
      for (const args of [
        ["exec", "--no-such-option"],
        ["exec", "-s", "nowhere", "x"],
        ["login", "nonsense"],
      ]) {
        await run(args, codeOnly);
      }
    },
  }),
  "login-status": commandCase({
    about: "a key is stored for its owner only, and deleted",
    ignore: ["files"],
    async play(run, { codexHome }) {
      const seen: unknown[] = [];
      await run(["login", "status"], codeOnly);
      seen.push(storedLogin(codexHome));
      await run(["login", "--api-key", KEY], codeOnly);
      seen.push(storedLogin(codexHome));
      await run(["login", "status"], codeOnly);
      await run(["logout"], codeOnly);
      seen.push(storedLogin(codexHome));
      await run(["logout"], codeOnly);
      return seen;
    },
  }),
  "api-key-from-login": commandCase({
    about: "a stored key is sent to a provider that accepts OpenAI's",
    provider: "requires_openai_auth = true",
    homeFiles: { "auth.json": JSON.stringify({ OPENAI_API_KEY: "sk-from-file", tokens: null, last_refresh: null }) },
    model: [sse.say("a")],
    async play(run) {
      await run(["exec", "go"], codeOnly);
    },
  }),
  "rollout-file": commandCase({
    about: "a session's saved file",
    ignore: ["files"],
    model: [sse.shell(["echo", "hi"]), sse.say("finished")],
    async play(run, { codexHome }) {
      await run(["exec", "go"], codeOnly);
      return rolloutsIn(codexHome);
    },
  }),
  apply: commandCase({
    about: "each command has help",
    async play(run) {
      for (const command of [[], ["exec"], ["mcp"], ["proto"], ["login"]]) await run([...command, "--help"], codeOnly);
      await run(["completion", "bash"], codeOnly);
      await run(["--version"], codeOnly);
    },
  }),
});
