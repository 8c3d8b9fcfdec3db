import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtCodex } from "../apps/cli/test/support/built-codex.js";
import { createWorkspace, type Workspace } from "../apps/cli/test/support/workspace.js";

const folder = path.join(import.meta.dirname, "../examples");
const programs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
// Next to this file, so that packages with native parts resolve as they do here.
const scratch = path.join(import.meta.dirname, ".examples");

beforeAll(async () => {
  await mkdir(scratch, { recursive: true });
  const codex = path.join(scratch, "codex");
  await writeFile(codex, `#!/bin/sh\nexec "${process.execPath}" "${await builtCodex()}" "$@"\n`);
  await chmod(codex, 0o755);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

interface Played {
  readonly script: readonly ModelReply[];
  readonly printed: readonly (string | RegExp)[];
  /** Typed when the program prompts for it. */
  readonly typed?: { readonly when: string; readonly text: string };
}

const newFile = "*** Begin Patch\n*** Add File: NOTES.md\n+Tests.\n*** End Patch";

const played: Readonly<Record<string, Played>> = {
  "one-turn.ts": {
    script: [sse.say("A parser."), sse.say("index.js")],
    printed: ["A parser.", "index.js", /^240 tokens read; go on with: codex resume [0-9a-f-]{36}$/],
  },
  "watch-a-turn.ts": {
    script: [sse.shell(["sh", "-c", "exit 3"]), sse.shell(["true"]), sse.say("They pass.")],
    printed: ["$ sh -c 'exit 3'", "  ended with 3", "$ true", "  ended with 0", "They pass."],
  },
  "typed-answer.ts": {
    script: [sse.say("2.0.0, I think"), sse.say('{"version":"2.0.0","breaking":true,"notes":["no more callbacks"]}')],
    printed: ["2.0.0 (breaking)", "- no more callbacks"],
  },
  "ask-before.ts": {
    script: [sse.shell(["rm", "-r", "dist"]), sse.say("There was nothing.")],
    printed: [/^Allow .*rm -r dist.*\? \[y\/n\] There was nothing\.$/],
    typed: { when: "[y/n]", text: "y\n" },
  },
  "own-tool.ts": {
    script: [sse.call("in_stock", { article: "nut" }), sse.say("Nuts.")],
    printed: ["Nuts."],
  },
  "many-threads.ts": {
    script: [sse.say("nothing"), sse.say("nothing"), sse.say("nothing")],
    printed: ["What could fail here? nothing", "What is not tested? nothing", "What is slow? nothing"],
  },
  "exec-lines.ts": { script: [sse.say("None.")], printed: ["None.", "30 tokens written"] },
  "mcp-server.ts": {
    script: [sse.call("apply_patch", { input: newFile }), sse.say("Written.")],
    printed: [/^patch: .*NOTES\.md$/, "Written."],
  },
  "app-server.ts": {
    script: [sse.say("It parses.", { deltas: ["It ", "parses."] })],
    printed: ["It parses.", "completed"],
  },
  "own-server.ts": {
    script: [sse.say("It parses.", { deltas: ["It ", "parses."] })],
    printed: ["It parses.", "completed"],
  },
  "editor.ts": {
    script: [sse.shell(["touch", "made"]), sse.say("Two.")],
    printed: ["> touch made", "Two.", "{ stopReason: 'end_turn' }"],
  },
};

test("every example is played", () => expect(Object.keys(played).sort()).toEqual(programs.sort()));

test.each(Object.entries(played))("%s", async (name, { script, printed, typed }) => {
  await using model = await startModelServer(script);
  const config = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
  await using workspace = await createWorkspace({ model, config });
  const { status, stdout, stderr } = await play(name, workspace, typed);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toEqual(printed.map((line) => (typeof line === "string" ? line : expect.stringMatching(line))));
});

async function play(name: string, { cwd, env }: Workspace, typed: Played["typed"]) {
  const outfile = path.join(scratch, name.replace(".ts", ".mjs"));
  await build({
    entryPoints: [path.join(folder, name)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["@codex/source"],
    external: ["koffi", "@lydell/node-pty", "@napi-rs/keyring", "web-tree-sitter"],
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
  const child = spawn(process.execPath, [outfile], { cwd, env: { ...env, PATH: `${scratch}:${env["PATH"]}` } });
  if (typed === undefined) child.stdin.end();
  let seen = "";
  child.stdout.on("data", (chunk) => {
    seen += chunk;
    if (typed !== undefined && seen.includes(typed.when)) child.stdin.end(typed.text);
  });
  const status = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stderr] = await Promise.all([text(child.stderr), status]);
  return { status: await status, stdout: seen, stderr };
}
