import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { EMPTY_THREAD, foldThreadEvent } from "../../src/items/thread-view.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { Thread } from "../../src/thread/thread.js";
import { runOneTurn } from "./random-turns.js";
import { inputOf, startEngine, type TestEngine } from "./start-engine.js";

const shell = (script: string) => sse.call("shell", { command: ["sh", "-c", script] });

function git(engine: TestEngine, ...args: string[]): string {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@localhost"];
  return execFileSync("git", [...identity, ...args], { cwd: engine.cwd, encoding: "utf8" });
}

/** A repository with a commit, an ignored file, and an uncommitted change of the user's. */
function prepare(engine: TestEngine): { readonly git: string } {
  git(engine, "init", "-q", "-b", "main");
  writeFileSync(path.join(engine.cwd, "a.txt"), "one\n");
  writeFileSync(path.join(engine.cwd, ".gitignore"), "ignored\n");
  git(engine, "add", "-A");
  git(engine, "commit", "-qm", "first");
  writeFileSync(path.join(engine.cwd, "a.txt"), "the user's\n");
  writeFileSync(path.join(engine.cwd, "ignored"), "kept\n");
  return { git: gitState(engine) };
}

/** What undo must not change. */
function gitState(engine: TestEngine): string {
  const index = readFileSync(path.join(engine.cwd, ".git/index")).toString("base64");
  const config = readFileSync(path.join(engine.cwd, ".git/config"), "utf8");
  return [
    index,
    config,
    git(engine, "branch", "-a"),
    git(engine, "stash", "list"),
    git(engine, "rev-parse", "HEAD"),
  ].join("\n");
}

const text = (engine: TestEngine, name: string) => readFileSync(path.join(engine.cwd, name), "utf8");
const turnsOf = async (engine: TestEngine, { id }: Thread) => (await fileThreadStore(engine.codexHome).read(id)).turns;

it("reverts turns in the files and in the conversation, and continues", async () => {
  await using engine = await startEngine([
    shell("echo changed > a.txt; echo new > b.txt; echo more >> ignored"),
    sse.say("done"),
    shell("rm a.txt; mkdir -p c && echo deep > c/d.txt"),
    sse.say("done too"),
    sse.say("fresh"),
  ]);
  const before = prepare(engine);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  let view = EMPTY_THREAD;
  thread.observe({
    onEvent: (event) => {
      view = foldThreadEvent(view, event);
    },
  });
  await runOneTurn(thread);
  await runOneTurn(thread);
  const [first, second] = view.turns;
  expect(existsSync(path.join(engine.cwd, "a.txt"))).toBe(false);

  const one = await thread.revert({ beforeTurnId: second?.id ?? "", what: "both" });
  expect(one.files).toEqual({ restored: ["a.txt"], deleted: ["c/d.txt"], skipped: [] });
  expect([text(engine, "a.txt"), text(engine, "b.txt")]).toEqual(["changed\n", "new\n"]);
  expect(readdirSync(engine.cwd).sort()).toEqual([".git", ".gitignore", "a.txt", "b.txt", "ignored"]);
  expect(view.turns.map(({ id }) => id)).toEqual([first?.id]);
  expect(one.turns.map(({ id }) => id)).toEqual([first?.id]);

  const files = await thread.revert({ beforeTurnId: first?.id ?? "", what: "files" });
  expect(files.files).toEqual({ restored: ["a.txt"], deleted: ["b.txt"], skipped: [] });
  expect(text(engine, "a.txt")).toBe("the user's\n");
  expect(text(engine, "ignored"), "what Git ignores stays as it is").toBe("kept\nmore\n");
  expect(await turnsOf(engine, thread)).toHaveLength(1);

  await thread.revert({ beforeTurnId: first?.id ?? "", what: "conversation" });
  expect(await turnsOf(engine, thread)).toEqual([]);
  await runOneTurn(thread);
  const said = JSON.stringify(inputOf(engine.model.requests.at(-1)));
  expect(said).not.toContain("done");
  expect(said.split('"go"')).toHaveLength(2);
  await thread.saved();
  expect((await turnsOf(engine, thread)).map(({ finalMessage }) => finalMessage)).toEqual(["fresh"]);
  expect(gitState(engine)).toBe(before.git);
});

it("leaves files outside of the session's writable folders unchanged", async () => {
  await using engine = await startEngine([shell("echo x > inside.txt; echo x > ../outside.txt"), sse.say("done")]);
  prepare(engine);
  mkdirSync(path.join(engine.cwd, "sub"));
  await using conversation = await engine.codex.newConversation({ overrides: { cwd: path.join(engine.cwd, "sub") } });
  const { thread } = conversation.conversation;
  await runOneTurn(thread);
  const [turn] = await turnsOf(engine, thread);
  const { files } = await thread.revert({ beforeTurnId: turn?.id ?? "", what: "files" });
  expect(files).toMatchObject({ deleted: ["sub/inside.txt"], skipped: [{ path: "outside.txt" }] });
  expect(existsSync(path.join(engine.cwd, "outside.txt"))).toBe(true);
});

/** Puts a hook and a configuration into the checkpoint, as anything in a repository except its settings can be written. */
const FORGE = `
  export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c
  blob=$(echo 'touch PWN' | git hash-object -w --stdin)
  tree() { printf '%s\\t%s\\n' "$1" "$2" | git mktree; }
  hooks=$(tree "100755 blob $blob" pre-commit)
  git_folder=$(tree "040000 tree $hooks" hooks)
  codex=$(tree "100644 blob $blob" config.toml)
  raw=$(printf '040000 tree %s\\t.git\\n040000 tree %s\\t.codex\\n100644 blob %s\\ta.txt\\n' $git_folder $codex $blob | git mktree)
  commit=$(printf '040000 tree %s\\tbase\\n040000 tree %s\\traw\\n' $(git mktree < /dev/null) $raw | git mktree | xargs git commit-tree -m '{"left":[]}')
  git for-each-ref --format="update %(refname) $commit" refs/codex/checkpoints | git update-ref --stdin
`;

it("writes no hook and no configuration, whatever a command does to the checkpoint", async () => {
  const config = { sandbox_mode: "workspace-write" };
  await using engine = await startEngine([shell(FORGE), sse.say("done")], { config });
  prepare(engine);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await runOneTurn(thread);
  const [turn] = await turnsOf(engine, thread);
  const { files } = await thread.revert({ beforeTurnId: turn?.id ?? "", what: "files" });
  expect(files?.restored, "so it was forged").toContain("a.txt");
  const skipped = files?.skipped.map((file) => file.path).sort();
  expect(skipped).toEqual([".codex/config.toml", ".git/hooks/pre-commit"]);
  for (const name of skipped ?? []) expect(existsSync(path.join(engine.cwd, name))).toBe(false);
});

it("explains missing checkpoints: no repository, undo off, a running turn, an unknown turn", async () => {
  const script = () => [shell("echo x > a.txt"), sse.say("done")];
  for (const config of [{}, { "features.undo": false }]) {
    await using engine = await startEngine(script(), { config });
    if ("features.undo" in config) prepare(engine);
    await using conversation = await engine.codex.newConversation();
    const { thread } = conversation.conversation;
    await runOneTurn(thread);
    const [turn] = await turnsOf(engine, thread);
    const beforeTurnId = turn?.id ?? "";
    await expect(thread.revert({ beforeTurnId, what: "both" })).rejects.toMatchObject({ code: "request-invalid" });
    expect(await turnsOf(engine, thread), "nothing is half done").toHaveLength(1);
    await expect(thread.revert({ beforeTurnId: "none", what: "files" })).rejects.toThrow(/no turn "none"/);
    if ("features.undo" in config) expect(git(engine, "for-each-ref", "refs/codex")).toBe("");
    await thread.revert({ beforeTurnId, what: "conversation" });
    expect(await turnsOf(engine, thread)).toEqual([]);
  }
});

it("makes no checkpoint for a turn without calls", async () => {
  await using engine = await startEngine([sse.call("update_plan", { plan: [] }), sse.say("hello")]);
  prepare(engine);
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  await runOneTurn(thread);
  expect(git(engine, "for-each-ref", "refs/codex")).toBe("");
  const [turn] = await turnsOf(engine, thread);
  const { files } = await thread.revert({ beforeTurnId: turn?.id ?? "", what: "both" });
  expect(files).toEqual({ restored: [], deleted: [], skipped: [] });
});

it("explains why Git can save nothing, and continues", async () => {
  await using engine = await startEngine([shell("echo changed > a.txt"), sse.say("done")]);
  prepare(engine);
  appendFileSync(path.join(engine.cwd, ".git/config"), "[broken\n");
  await using conversation = await engine.codex.newConversation();
  const { thread } = conversation.conversation;
  const said: string[] = [];
  thread.observe({ onEvent: (event) => said.push(JSON.stringify(event)) });
  await runOneTurn(thread);
  expect(text(engine, "a.txt")).toBe("changed\n");
  expect(said.filter((event) => event.includes("checkpoint-failed"))).toEqual([
    expect.stringMatching(/Codex cannot undo the changes of this turn: .*: bad config line \d+ in file \.git\/config/),
  ]);
});
