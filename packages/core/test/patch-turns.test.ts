import { existsSync, mkdirSync, readFileSync } from "node:fs";
import type { EventMsg, ReviewDecision } from "@codex/protocol";
import { type ModelReply, sse, startModelServer, TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { openConversation } from "../../conversation-wire/src/index.js";
import { loadConfig } from "../src/config/load-config.js";
import { ThreadManager } from "../src/thread/thread-manager.js";

interface Scenario {
  readonly policy: "untrusted" | "on-failure" | "on-request" | "never";
  /** The model's patches, one after the other. */
  readonly patches: readonly string[];
  /** The user's answers; more questions fail the test. */
  readonly answers?: readonly ReviewDecision[];
  readonly files?: Readonly<Record<string, string>>;
}

interface Played {
  /** All events about patches, with the workspace's path as `<cwd>`. */
  readonly events: readonly EventMsg[];
  /** The output of each patch for the model. */
  readonly outputs: readonly unknown[];
  readonly read: (name: string) => string | undefined;
}

const shown = new Set(["apply_patch_approval_request", "patch_apply_begin", "patch_apply_end", "turn_diff", "error"]);

async function play({ policy, patches, answers = [], files = {} }: Scenario): Promise<Played & Disposable> {
  const root = new TemporaryFolder(files);
  mkdirSync(root.at("app", ".git"), { recursive: true });
  const calls = patches.map(
    (patch, index): ModelReply =>
      sse.shell(["apply_patch", `*** Begin Patch\n${patch}\n*** End Patch`], {}, `call-${index + 1}`),
  );
  await using model = await startModelServer([...calls, sse.say("done")]);
  root.write("home/config.toml", configToml(model.baseUrl, policy));
  const env = { PATH: process.env["PATH"] };
  const config = await loadConfig({
    codexHome: root.at("home"),
    cwd: root.at("app"),
    env,
    cliOverrides: [],
    overrides: {},
  });
  await using manager = new ThreadManager({
    env,
    platform: process.platform,
    version: "0.0.0",
    userAgent: "test",
  });
  const conversation = await openConversation(manager, config);

  const events: EventMsg[] = [];
  const questions = [...answers];
  conversation.submit({ type: "user_input", items: [{ type: "text", text: "go" }] });
  for await (const { id, msg } of conversation.events()) {
    if (shown.has(msg.type)) events.push(withoutCwd(msg, root.at("app")));
    if (msg.type === "apply_patch_approval_request") {
      conversation.submit({ type: "patch_approval", id, decision: questions.shift() ?? "abort" });
    }
    if (msg.type === "task_complete" || msg.type === "turn_aborted") break;
  }
  const outputs = outputsIn(model.requests.at(-1)?.body).map((output) => withoutCwd(output, root.at("app")));
  const read = (name: string) => (existsSync(root.at(name)) ? readFileSync(root.at(name), "utf8") : undefined);
  return { events, outputs: outputs, read, [Symbol.dispose]: () => root[Symbol.dispose]() };
}

function configToml(baseUrl: string, policy: Scenario["policy"]): string {
  return `
    model = "mock-model"
    model_provider = "mock"
    approval_policy = "${policy}"
    sandbox_mode = "workspace-write"
    [sandbox_workspace_write]
    exclude_slash_tmp = true
    exclude_tmpdir_env_var = true
    [model_providers.mock]
    name = "mock"
    base_url = "${baseUrl}"
    wire_api = "responses"
    request_max_retries = 0
    stream_max_retries = 0
  `;
}

function withoutCwd<Value>(value: Value, cwd: string): Value {
  return JSON.parse(JSON.stringify(value).replaceAll(cwd, "<cwd>"));
}

function outputsIn(body: unknown): unknown[] {
  const input = typeof body === "object" && body !== null && "input" in body ? body.input : [];
  if (!Array.isArray(input)) return [];
  return input.filter((item) => item.type === "function_call_output").map((item) => item.output);
}

const update = "*** Update File: a.txt\n@@\n-old\n+new";
const changes = { "<cwd>/a.txt": { update: { unified_diff: "@@ -1 +1 @@\n-old\n+new\n" } } };
const turnDiff = [
  "diff --git a/a.txt b/a.txt",
  "index 3367afdbbf91e638efe983616377c60477cc6612..3e757656cf36eca53338e520d134963a44f793f8",
  "--- a/a.txt",
  "+++ b/a.txt",
  "@@ -1 +1 @@",
  "-old",
  "+new",
  "",
].join("\n");

function applied(autoApproved: boolean) {
  return [
    { type: "patch_apply_begin", call_id: "call-1", auto_approved: autoApproved, changes },
    {
      type: "patch_apply_end",
      call_id: "call-1",
      stdout: "Success. Updated the following files:\nM a.txt\n",
      stderr: "",
      success: true,
    },
    { type: "turn_diff", unified_diff: turnDiff },
  ];
}

describe("the diff of a turn", () => {
  const diffsOf = (events: readonly EventMsg[]) =>
    events.flatMap((event) => (event.type === "turn_diff" ? [event.unified_diff] : []));

  test("is reported after each patch and each request", async () => {
    using played = await play({ policy: "never", patches: ["*** Add File: a.txt\n+new"] });
    expect(diffsOf(played.events)).toHaveLength(3);
  });

  test("is only reported again when it has changed, once it is long", async () => {
    const long = `+${"x".repeat(63)}`;
    const patches = ["a", "b"].map((name) => `*** Add File: ${name}.txt\n${Array(2_000).fill(long).join("\n")}`);
    using played = await play({ policy: "never", patches });
    const [first = "", second = "", ...others] = diffsOf(played.events);
    expect(others).toEqual([]);
    expect(first).toContain("+++ b/a.txt");
    expect(second.startsWith(first)).toBe(true);
    expect(second).toContain("+++ b/b.txt");
  });
});

describe("a file that Git would obey", () => {
  const repository = (folder: string) => {
    const entries = { HEAD: "ref: refs/heads/main", "objects/x": "x", "refs/x": "x", config: "[core]\n+fsmonitor = x" };
    return Object.entries(entries)
      .map(([name, text]) => `*** Add File: ${folder}${name}\n+${text}`)
      .join("\n");
  };
  const gitConfig = (text: string) => ({ "app/.git/HEAD": "ref: refs/heads/main\n", "app/.git/config": text });

  test.each([
    { name: "a bare repository", files: {}, patch: repository("sub/"), path: "app/sub/config" },
    {
      name: "a program that the settings name",
      files: gitConfig("[core]\n\tfsmonitor = sh tools/fsm\n"),
      patch: "*** Add File: tools/fsm\n+x",
      path: "app/tools/fsm",
    },
  ])("is moved aside when an unapproved patch wrote it: $name", async ({ files, patch, path }) => {
    using played = await play({ policy: "never", patches: [patch], files });
    expect(played.read(`${path}.untrusted`)).toContain("x");
    expect(played.read(path) ?? "").not.toContain("x");
    expect(JSON.stringify(played.outputs)).toContain(`${path.slice("app/".length)}`);
    expect(played.events).toContainEqual(expect.objectContaining({ type: "patch_apply_end", success: false }));
  });

  test("stays when the user approved the patch", async () => {
    using played = await play({ policy: "untrusted", patches: [repository("sub/")], answers: ["approved"] });
    expect(played.read("app/sub/config")).toBe("[core]\nfsmonitor = x\n");
  });
});

describe("in the workspace", () => {
  const files = { "app/a.txt": "old\n" };

  test("applied without a question, with all its events", async () => {
    using played = await play({ policy: "on-request", patches: [update], files });
    expect(played.events.slice(0, 3)).toEqual(applied(true));
    expect(played.read("app/a.txt")).toBe("new\n");
  });

  test("asked about first under untrusted", async () => {
    using played = await play({ policy: "untrusted", patches: [update], answers: ["approved"], files });
    expect(played.events.slice(0, 4)).toEqual([
      { type: "apply_patch_approval_request", call_id: "call-1", changes },
      ...applied(false),
    ]);
  });

  test("denied: the file stays, and the model is told", async () => {
    using played = await play({ policy: "untrusted", patches: [update], answers: ["denied"], files });
    expect(played.events).toEqual([{ type: "apply_patch_approval_request", call_id: "call-1", changes }]);
    expect(played.outputs).toEqual(["patch rejected by user"]);
    expect(played.read("app/a.txt")).toBe("old\n");
  });

  test("approved for the session: the same file is not asked about again, another one is", async () => {
    const again = "*** Update File: a.txt\n@@\n-new\n+newer";
    const patches = [update, again, "*** Add File: b.txt\n+x"];
    using played = await play({ policy: "untrusted", patches, answers: ["approved_for_session", "denied"], files });
    const questions = played.events.filter((event) => event.type === "apply_patch_approval_request");
    expect(questions.map((question) => question.call_id)).toEqual(["call-1", "call-3"]);
    expect(played.read("app/a.txt")).toBe("newer\n");
    expect(played.read("app/b.txt")).toBeUndefined();
  });

  test("a patch that does not apply is only reported to the model", async () => {
    using played = await play({ policy: "on-request", patches: ["*** Update File: a.txt\n@@\n-nowhere\n+x"], files });
    expect(played.events).toEqual([]);
    expect(played.outputs).toEqual(["error: Failed to update a.txt: these lines were not found:\nnowhere"]);
  });
});

describe("an impossible path", () => {
  const patches = ["a.txt/below", `${"n".repeat(300)}.txt`].flatMap((path) => [
    `*** Add File: ${path}\n+x`,
    `*** Delete File: ${path}`,
    `*** Update File: a.txt\n*** Move to: ${path}\n@@\n-old\n+new`,
  ]);

  test.each(["untrusted", "on-failure"] as const)(
    "is reported to the model, and the turn continues: %s",
    async (policy) => {
      const answers = patches.map(() => "approved" as const);
      using played = await play({ policy, patches, answers, files: { "app/a.txt": "old\n" } });
      expect(played.events.filter((event) => event.type === "error")).toEqual([]);
      expect(played.outputs).toHaveLength(patches.length);
      for (const output of played.outputs) expect(output).toContain("Failed to ");
      expect(played.read("app/a.txt")).toBe("old\n");
    },
  );
});

describe("outside the workspace", () => {
  const patches = ["*** Add File: ../outside.txt\n+x"];

  test.each([
    ["on-request", ["denied"], 1, undefined],
    ["on-request", ["approved"], 1, "x\n"],
    ["never", [], 0, undefined],
    ["on-failure", ["denied"], 1, undefined],
    ["on-failure", ["approved"], 1, "x\n"],
  ] as const)("under %s, answered %j", async (policy, answers, asked, content) => {
    using played = await play({ policy, patches, answers });
    const questions = played.events.filter((event) => event.type === "apply_patch_approval_request");
    expect(questions).toHaveLength(asked);
    for (const question of questions) expect(question.reason).toMatch(/outside/);
    expect(played.read("outside.txt")).toBe(content);
  });

  test("approved for the session: covers the file only, not its folder", async () => {
    const again = "*** Update File: ../outside.txt\n@@\n-x\n+y";
    const beside = "*** Add File: ../beside.txt\n+x";
    const answers = ["approved_for_session", "denied"] as const;
    using played = await play({ policy: "on-request", patches: [...patches, again, beside], answers });
    const questions = played.events.filter((event) => event.type === "apply_patch_approval_request");
    expect(questions.map((question) => question.call_id)).toEqual(["call-1", "call-3"]);
    for (const question of questions) expect(question).not.toHaveProperty("grant_root");
    expect(played.read("outside.txt")).toBe("y\n");
    expect(played.read("beside.txt")).toBeUndefined();
  });

  test("hooks of Git are asked about, too", async () => {
    const hook = "*** Add File: .git/hooks/pre-commit\n+touch PWN";
    using played = await play({ policy: "on-request", patches: [hook], answers: ["denied"] });
    expect(played.events.map((event) => event.type)).toEqual(["apply_patch_approval_request"]);
    expect(played.read("app/.git/hooks/pre-commit")).toBeUndefined();
  });
});
