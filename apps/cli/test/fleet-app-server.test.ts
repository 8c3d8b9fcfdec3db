import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { AppServerClient } from "@codex/client/app-server";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { startFleetClient, startSmallFleet, textInput } from "./support/fleet-client.js";
import { startLimitedWorker } from "./support/fleet-worker.js";
import { hasSandbox } from "./support/has-sandbox.js";
import { hasNats, startNats } from "./support/nats.js";
import { createWorkspace } from "./support/workspace.js";

describe.skipIf(!hasNats)("the app-server on a fleet (skipped without nats-server)", { timeout: 600_000 }, () => {
  test("a client starts a thread, receives its turn with deltas, reads, lists and resumes it", async () => {
    await using model = await startModelServer([sse.say("Hello from afar"), sse.say("Hello again")]);
    await using fleet = await startSmallFleet(model, 'sandbox_mode = "danger-full-access"');
    await using started = await fleet.connect();
    const { client } = started;
    const { thread, model: shown } = await client.call("thread/start", {});
    expect(thread).toMatchObject({ path: null, cwd: fleet.workspace.cwd, status: { type: "idle" } });
    expect(shown).toBe("gpt-5");
    const heard: string[] = [];
    client.on("turn/started", () => heard.push("turn/started"));
    client.on("item/agentMessage/delta", ({ delta }) => heard.push(delta));
    const said = client.next("item/completed", ({ item }) => item.type === "agentMessage");
    const ended = client.next("turn/completed");
    const { turn } = await client.call("turn/start", { threadId: thread.id, input: textInput("hi there") });
    expect(turn.status).toBe("inProgress");
    expect(await said).toMatchObject({ item: { text: "Hello from afar" } });
    expect(await ended).toMatchObject({ threadId: thread.id, turn: { id: turn.id, status: "completed" } });
    expect(heard[0]).toBe("turn/started");

    const read = await client.call("thread/read", { threadId: thread.id, includeTurns: true });
    expect(read.thread.turns).toMatchObject([{ id: turn.id, status: "completed" }]);
    expect(read.thread.turns[0]?.items.map(({ type }) => type)).toEqual(["userMessage", "agentMessage"]);
    const listed = await client.call("thread/list", {});
    expect(listed.data).toMatchObject([
      { id: thread.id, preview: "hi there", source: "vscode", cwd: fleet.workspace.cwd },
    ]);
    await started.close();

    await using later = await fleet.connect();
    const resumed = await later.client.call("thread/resume", { threadId: thread.id });
    expect(resumed.thread.turns).toMatchObject([{ id: turn.id, status: "completed" }]);
    const again = later.client.next("item/completed", ({ item }) => item.type === "agentMessage");
    await later.client.call("turn/start", { threadId: thread.id, input: textInput("and again") });
    expect(await again).toMatchObject({ item: { text: "Hello again" } });
    expect(JSON.stringify(model.requests[1]?.body)).toContain("Hello from afar");
  });

  test("a client's options go with the turn; the error names options that the worker decides", async () => {
    await using model = await startModelServer([sse.say("one"), sse.say("two")]);
    await using fleet = await startSmallFleet(model);
    const play = async (begin: (client: AppServerClient) => Promise<{ thread: { id: string } }>) => {
      await using started = await fleet.connect();
      const { client } = started;
      const warnings: string[] = [];
      client.on("warning", ({ message }) => warnings.push(message));
      const { thread } = await begin(client);
      const said = client.next("item/completed", ({ item }) => item.type === "userMessage");
      const ended = client.next("turn/completed");
      const turn = { threadId: thread.id, input: textInput("go"), clientUserMessageId: "mine" };
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
    await using fleet = await startSmallFleet(model);
    await using started = await fleet.connect();
    const { client } = started;
    const { thread } = await client.call("thread/start", {});
    const heard: (string | number)[] = [];
    client.on("item/reasoning/summaryPartAdded", ({ summaryIndex }) => heard.push(summaryIndex));
    client.on("item/reasoning/summaryTextDelta", ({ delta: words }) => heard.push(words));
    const ended = client.next("turn/completed");
    await client.call("turn/start", { threadId: thread.id, input: textInput("think") });
    await ended;
    expect(heard.filter((one) => one !== 0)).toEqual(["first", 1, "second"]);
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
        await using started = await startFleetClient(workspace, nats.url, { args });
        const { client } = started;
        const warnings: string[] = [];
        client.on("warning", ({ message }) => warnings.push(message));
        const { thread } = await client.call("thread/start", { approvalPolicy: "never" });
        const ran = client.next("item/completed", ({ item }) => item.type === "commandExecution");
        const ended = client.next("turn/completed");
        await client.call("turn/start", { threadId: thread.id, input: textInput("go") });
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
