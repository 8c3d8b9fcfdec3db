import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AppServerClient, ServerAnswers } from "@codex/client/app-server";
import { type Started, startAppServer } from "@codex/client/node";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { startLimitedWorker, startWorker } from "./support/fleet-worker.js";
import { hasSandbox } from "./support/has-sandbox.js";
import { hasNats, startNats } from "./support/nats.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const WAIT = { timeout: 120_000 };
const text = (words: string) => [{ type: "text" as const, text: words, text_elements: [] }];

/** `codex app-server --fleet`, with the typed client. */
async function startClient(
  workspace: Workspace,
  url: string,
  options: { readonly answers?: ServerAnswers; readonly args?: readonly string[] } = {},
): Promise<Started<AppServerClient>> {
  const { answers = {}, args = [] } = options;
  return startAppServer({
    command: [process.execPath, await builtCodex(), "app-server", "--fleet", url, ...args],
    cwd: workspace.cwd,
    env: workspace.env,
    clientInfo: { name: "tester", version: "1" },
    experimentalApi: true,
    answers,
  });
}

describe.skipIf(!hasNats)("the app-server on a fleet (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("a client starts a thread, receives its turn with deltas, reads, lists and resumes it", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([sse.say("Hello from afar"), sse.say("Hello again")]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace({ config: 'sandbox_mode = "danger-full-access"' });
    await using _worker = await startWorker(machine, nats.url);
    await using started = await startClient(workspace, nats.url);
    const { client } = started;
    const { thread, model: shown } = await client.call("thread/start", {});
    expect(thread).toMatchObject({ path: null, cwd: workspace.cwd, status: { type: "idle" } });
    expect(shown).toBe("gpt-5");
    const heard: string[] = [];
    client.on("turn/started", () => heard.push("turn/started"));
    client.on("item/agentMessage/delta", ({ delta }) => heard.push(delta));
    const said = client.next("item/completed", ({ item }) => item.type === "agentMessage");
    const ended = client.next("turn/completed");
    const { turn } = await client.call("turn/start", { threadId: thread.id, input: text("hi there") });
    expect(turn.status).toBe("inProgress");
    expect(await said).toMatchObject({ item: { text: "Hello from afar" } });
    expect(await ended).toMatchObject({ threadId: thread.id, turn: { id: turn.id, status: "completed" } });
    expect(heard[0]).toBe("turn/started");

    const read = await client.call("thread/read", { threadId: thread.id, includeTurns: true });
    expect(read.thread.turns).toMatchObject([{ id: turn.id, status: "completed" }]);
    expect(read.thread.turns[0]?.items.map(({ type }) => type)).toEqual(["userMessage", "agentMessage"]);
    const listed = await client.call("thread/list", {});
    expect(listed.data).toMatchObject([{ id: thread.id, preview: "hi there", source: "vscode", cwd: workspace.cwd }]);
    await started.close();

    await using later = await startClient(workspace, nats.url);
    const resumed = await later.client.call("thread/resume", { threadId: thread.id });
    expect(resumed.thread.turns).toMatchObject([{ id: turn.id, status: "completed" }]);
    const again = later.client.next("item/completed", ({ item }) => item.type === "agentMessage");
    await later.client.call("turn/start", { threadId: thread.id, input: text("and again") });
    expect(await again).toMatchObject({ item: { text: "Hello again" } });
    expect(JSON.stringify(model.requests[1]?.body)).toContain("Hello from afar");
  });

  test("a client's options go with the turn; the error names options that the worker decides", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([sse.say("one"), sse.say("two")]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace();
    await using _worker = await startWorker(machine, nats.url);
    const play = async (begin: (client: AppServerClient) => Promise<{ thread: { id: string } }>) => {
      await using started = await startClient(workspace, nats.url);
      const { client } = started;
      const warnings: string[] = [];
      client.on("warning", ({ message }) => warnings.push(message));
      const { thread } = await begin(client);
      const said = client.next("item/completed", ({ item }) => item.type === "userMessage");
      const ended = client.next("turn/completed");
      const turn = { threadId: thread.id, input: text("go"), clientUserMessageId: "mine" };
      await client.call("turn/start", turn);
      await ended;
      expect(await said).toMatchObject({ item: { clientId: "mine" } });
      return { id: thread.id, warnings };
    };
    const config = { model_reasoning_effort: "high", hide_agent_reasoning: true };
    const asked = { model: "gpt-5-codex", developerInstructions: "Be brief", modelProvider: "test", config };
    const first = await play((client) => client.call("thread/start", asked));
    expect(first.warnings.join()).toContain("not used: model_provider, hide_agent_reasoning");
    expect(model.requests[0]?.body).toMatchObject({ model: "gpt-5-codex", reasoning: { effort: "high" } });
    expect(JSON.stringify(model.requests[0]?.body)).toContain("Be brief");
    await play(async (client) => {
      const resumed = await client.call("thread/resume", { threadId: first.id });
      expect(resumed.model).toBe("gpt-5-codex");
      return resumed;
    });
    expect(model.requests[1]?.body).toMatchObject({ model: "gpt-5-codex" });
  });

  test("sections of reasoning arrive between the texts that they separate", async () => {
    await using nats = await startNats();
    const parts = ["first", "second"];
    const item = {
      type: "reasoning",
      id: "rs",
      summary: parts.map((words) => ({ type: "summary_text", text: words })),
    };
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    await using model = await startModelServer([
      sse.events(
        { type: "response.created", response: { id: "r" } },
        ...parts.flatMap((words) => [
          { type: "response.reasoning_summary_part.added" },
          { type: "response.reasoning_summary_text.delta", delta: words },
        ]),
        { type: "response.output_item.done", item },
        { type: "response.completed", response: { id: "r", usage } },
      ),
    ]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace();
    await using _worker = await startWorker(machine, nats.url);
    await using started = await startClient(workspace, nats.url);
    const { client } = started;
    const { thread } = await client.call("thread/start", {});
    const heard: (string | number)[] = [];
    client.on("item/reasoning/summaryPartAdded", ({ summaryIndex }) => heard.push(summaryIndex));
    client.on("item/reasoning/summaryTextDelta", ({ delta: words }) => heard.push(words));
    const ended = client.next("turn/completed");
    await client.call("turn/start", { threadId: thread.id, input: text("think") });
    await ended;
    expect(heard.filter((one) => one !== 0)).toEqual(["first", 1, "second"]);
  });

  test("a client answers a turn's questions and stops it; another one joins the running turn", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([
      sse.shell(["sh", "-c", "echo $((40 + 2))"], {}, "ask"),
      sse.shell(["sleep", "100"], {}, "long"),
    ]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace();
    await using _worker = await startWorker(machine, nats.url);
    const asked: string[] = [];
    await using started = await startClient(workspace, nats.url, {
      answers: {
        "item/commandExecution/requestApproval": async ({ command }, signal) => {
          asked.push(command ?? "");
          // Only a machine's own user can make a rule: here it applies to the thread.
          const rule = { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["sh"] } };
          if (asked.length === 1) return { decision: rule };
          if (!signal.aborted) await once(signal, "abort");
          return { decision: "decline" };
        },
      },
    });
    const { client } = started;
    const { thread } = await client.call("thread/start", { approvalPolicy: "untrusted" });
    const ran = client.next("item/completed", ({ item }) => item.type === "commandExecution");
    const { turn } = await client.call("turn/start", { threadId: thread.id, input: text("count") });
    expect(await ran).toMatchObject({ item: { aggregatedOutput: "42\n", exitCode: 0 } });
    await vi.waitFor(() => expect(asked).toHaveLength(2), WAIT);
    expect(await readdir(machine.codexHome)).not.toContain("rules");

    const other = Promise.withResolvers<string>();
    await using joined = await startClient(workspace, nats.url, {
      answers: {
        "item/commandExecution/requestApproval": ({ command }) => {
          other.resolve(command ?? "");
          return { decision: "accept" };
        },
      },
    });
    const resumed = await joined.client.call("thread/resume", { threadId: thread.id });
    expect(resumed.thread).toMatchObject({ turns: [{ id: turn.id, status: "inProgress" }] });
    expect(resumed.thread.status).toMatchObject({ type: "active" });
    expect(resumed.thread.turns[0]?.items).toContainEqual(
      expect.objectContaining({ type: "commandExecution", aggregatedOutput: "42\n" }),
    );
    expect(await other.promise).toContain("sleep 100");
    const ended = client.next("turn/completed");
    await joined.client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
    expect(await ended).toMatchObject({ turn: { id: turn.id, status: "interrupted" } });
  });

  test("a turn that no worker takes is listed, and can be stopped", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace();
    const worker = await startWorker(machine, nats.url);
    await worker[Symbol.asyncDispose]();
    await using started = await startClient(workspace, nats.url);
    const { client } = started;
    const { thread } = await client.call("thread/start", {});
    const { turn } = await client.call("turn/start", { threadId: thread.id, input: text("nobody hears this") });
    const { data } = await client.call("thread/list", {});
    expect(data).toMatchObject([{ id: thread.id, preview: "nobody hears this" }]);
    const ended = client.next("turn/completed");
    await client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
    expect(await ended).toMatchObject({ turn: { id: turn.id, status: "interrupted" } });
    await using _late = await startWorker(machine, nats.url);
    await vi.waitFor(async () => {
      const status = await runCodex(workspace, ["fleet", "status", "--fleet", nats.url, "--json"]);
      expect(JSON.parse(status.stdout).threads).toMatchObject([{ status: "interrupted", waiting: 0 }]);
    }, WAIT);
  });

  test("a turn queued behind a running one can be stopped, and the model learns which one was interrupted", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([sse.shell(["sleep", "100"], {}, "long"), sse.say("third")]);
    await using machine = await createWorkspace({ model });
    await using workspace = await createWorkspace({ config: 'sandbox_mode = "danger-full-access"' });
    await using _worker = await startWorker(machine, nats.url);
    await using started = await startClient(workspace, nats.url);
    const { client } = started;
    const { thread } = await client.call("thread/start", {});
    const threadId = thread.id;
    const changes: string[] = [];
    client.on("turn/started", ({ turn }) => changes.push(`${turn.id} started`));
    client.on("turn/completed", ({ turn }) => changes.push(`${turn.id} ${turn.status}`));
    const runs = client.next("item/started", ({ item }) => item.type === "commandExecution");
    const { turn: first } = await client.call("turn/start", { threadId, input: text("first words") });
    await runs;
    const { turn: second } = await client.call("turn/start", { threadId, input: text("second words") });
    await client.call("turn/interrupt", { threadId, turnId: second.id });
    expect(changes).toEqual([`${first.id} started`]);
    const isOver = client.next("turn/completed", ({ turn }) => turn.id === second.id);
    await client.call("turn/interrupt", { threadId, turnId: first.id });
    await isOver;
    expect(changes).toEqual([
      `${first.id} started`,
      `${first.id} interrupted`,
      `${second.id} started`,
      `${second.id} interrupted`,
    ]);

    const ended = client.next("turn/completed", ({ turn }) => turn.status === "completed");
    await client.call("turn/start", { threadId, input: text("third words") });
    await ended;
    const asked = JSON.stringify(model.requests.at(-1)?.body);
    expect(asked.match(/<turn_aborted>/g)).toHaveLength(1);
    expect(asked).toMatch(/first words.*<turn_aborted>.*third words/s);
    expect(asked).not.toContain("second words");
    const read = await client.call("thread/read", { threadId, includeTurns: true });
    expect(JSON.stringify(read.thread.turns)).not.toContain("turn_aborted");
  });

  test("unsupported requests are refused with a message, and run nothing on this machine", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([sse.say("done")]);
    await using machine = await createWorkspace({ model });
    const config = 'mcp_servers.local = { command = "sh", args = ["-c", "touch started; cat"] }';
    await using workspace = await createWorkspace({ config });
    await using _worker = await startWorker(machine, nats.url);
    await using started = await startClient(workspace, nats.url);
    const { client } = started;
    const { thread } = await client.call("thread/start", {});
    const threadId = thread.id;
    const ended = client.next("turn/completed");
    const { turn } = await client.call("turn/start", { threadId, input: text("go") });
    await ended;
    const refused = [
      client.call("turn/steer", { threadId, expectedTurnId: turn.id, input: text("more") }),
      client.call("thread/compact/start", { threadId }),
      client.call("thread/shellCommand", { threadId, command: "touch started" }),
      client.call("thread/fork", { threadId }),
      client.call("review/start", { threadId, target: { type: "uncommittedChanges" } }),
      client.call("thread/revert", { threadId, beforeTurnId: turn.id }),
      client.call("thread/archive", { threadId }),
      client.call("thread/delete", { threadId }),
      client.call("thread/name/set", { threadId, name: "mine" }),
      client.call("thread/queue/add", { threadId, clientUserMessageId: "c", input: text("later") }),
      client.call("thread/start", { ephemeral: true }),
      client.call("command/exec", { command: ["touch", "started"] }),
      client.call("process/spawn", { command: ["touch", "started"], processHandle: "p", cwd: workspace.cwd }),
      client.call("mcpServerStatus/list", {}),
      client.call("mcpServer/tool/call", { threadId, server: "local", tool: "t" }),
    ];
    const answers = await Promise.allSettled(refused);
    for (const answer of answers) {
      expect(answer.status).toBe("rejected");
      expect(String((answer as PromiseRejectedResult).reason)).toMatch(/fleet|no active turn/);
    }
    await expect(workspace.read("started")).rejects.toThrow();
    await expect(client.call("thread/read", { threadId: crypto.randomUUID() })).rejects.toThrow("thread not loaded");
  });
});

const isConfining = await hasSandbox();
describe.skipIf(!hasNats || !isConfining)(
  "the app-server on a fleet (skipped without nats-server, and where no sandbox works)",
  { timeout: 300_000 },
  () => {
    test("a thread works in a copy of the client's repository, or in a folder shared by the workers", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([
        sse.shell(["sh", "-c", "cat kept.txt; echo new > made.txt"], {}, "copy"),
        sse.say("copied"),
        sse.shell(["sh", "-c", "echo new > made.txt"], {}, "shared"),
        sse.say("shared"),
      ]);
      await using machine = await createWorkspace({ model });
      await using workspace = await createWorkspace({ config: 'sandbox_mode = "workspace-write"' });
      await writeFile(path.join(workspace.cwd, "kept.txt"), "kept\n");
      await writeFile(path.join(workspace.cwd, ".env"), "TOKEN=1\n");
      await using _worker = await startLimitedWorker(machine, ["--fleet", nats.url, "--shared", workspace.cwd]);
      const play = async (args: readonly string[]) => {
        await using started = await startClient(workspace, nats.url, { args });
        const { client } = started;
        const warnings: string[] = [];
        client.on("warning", ({ message }) => warnings.push(message));
        const { thread } = await client.call("thread/start", { approvalPolicy: "never" });
        const ran = client.next("item/completed", ({ item }) => item.type === "commandExecution");
        const ended = client.next("turn/completed");
        await client.call("turn/start", { threadId: thread.id, input: text("go") });
        await ended;
        return { ...(await ran), warnings };
      };
      const copied = await play([]);
      expect(copied).toMatchObject({ item: { exitCode: 0, aggregatedOutput: "kept\n" } });
      expect(copied.warnings.join()).toContain(".env");
      await expect(workspace.read("made.txt")).rejects.toThrow();
      expect(await play(["--shared", workspace.cwd])).toMatchObject({ item: { exitCode: 0 } });
      expect(await workspace.read("made.txt")).toBe("new\n");
    });
  },
);
