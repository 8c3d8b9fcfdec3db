import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { startSmallFleet, textInput } from "./support/fleet-client.js";
import { startWorker } from "./support/fleet-worker.js";
import { hasNats } from "./support/nats.js";
import { runCodex } from "./support/run-codex.js";

const WAIT = { timeout: 120_000 };

describe.skipIf(!hasNats)(
  "turns of an app-server on a fleet (skipped without nats-server)",
  { timeout: 600_000 },
  () => {
    test("a client answers a turn's questions and stops it; another one joins the running turn", async () => {
      await using model = await startModelServer([
        sse.shell(["sh", "-c", "echo $((40 + 2))"], {}, "ask"),
        sse.shell(["sleep", "100"], {}, "long"),
      ]);
      await using fleet = await startSmallFleet(model);
      const asked: string[] = [];
      await using started = await fleet.connect({
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
      const { turn } = await client.call("turn/start", { threadId: thread.id, input: textInput("count") });
      expect(await ran).toMatchObject({ item: { aggregatedOutput: "42\n", exitCode: 0 } });
      await vi.waitFor(() => expect(asked).toHaveLength(2), WAIT);
      expect(await readdir(fleet.machine.codexHome)).not.toContain("rules");

      const other = Promise.withResolvers<string>();
      await using joined = await fleet.connect({
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
      await using model = await startModelServer([]);
      await using fleet = await startSmallFleet(model);
      await fleet.worker[Symbol.asyncDispose]();
      await using started = await fleet.connect();
      const { client } = started;
      const { thread } = await client.call("thread/start", {});
      const { turn } = await client.call("turn/start", { threadId: thread.id, input: textInput("nobody hears this") });
      const { data } = await client.call("thread/list", {});
      expect(data).toMatchObject([{ id: thread.id, preview: "nobody hears this" }]);
      const ended = client.next("turn/completed");
      await client.call("turn/interrupt", { threadId: thread.id, turnId: turn.id });
      expect(await ended).toMatchObject({ turn: { id: turn.id, status: "interrupted" } });
      await using _late = await startWorker(fleet.machine, fleet.url);
      await vi.waitFor(async () => {
        const status = await runCodex(fleet.workspace, ["fleet", "status", "--fleet", fleet.url, "--json"]);
        expect(JSON.parse(status.stdout).threads).toMatchObject([{ status: "interrupted", waiting: 0 }]);
      }, WAIT);
    });

    test("a turn queued behind a running one can be stopped, and the model learns which one was interrupted", async () => {
      await using model = await startModelServer([sse.shell(["sleep", "100"], {}, "long"), sse.say("third")]);
      await using fleet = await startSmallFleet(model, 'sandbox_mode = "danger-full-access"');
      await using started = await fleet.connect();
      const { client } = started;
      const { thread } = await client.call("thread/start", {});
      const threadId = thread.id;
      const changes: string[] = [];
      client.on("turn/started", ({ turn }) => changes.push(`${turn.id} started`));
      client.on("turn/completed", ({ turn }) => changes.push(`${turn.id} ${turn.status}`));
      const runs = client.next("item/started", ({ item }) => item.type === "commandExecution");
      const { turn: first } = await client.call("turn/start", { threadId, input: textInput("first words") });
      await runs;
      const { turn: second } = await client.call("turn/start", { threadId, input: textInput("second words") });
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
      await client.call("turn/start", { threadId, input: textInput("third words") });
      await ended;
      const asked = JSON.stringify(model.requests.at(-1)?.body);
      expect(asked.match(/<turn_aborted>/g)).toHaveLength(1);
      expect(asked).toMatch(/first words.*<turn_aborted>.*third words/s);
      expect(asked).not.toContain("second words");
      const read = await client.call("thread/read", { threadId, includeTurns: true });
      expect(JSON.stringify(read.thread.turns)).not.toContain("turn_aborted");
    });

    test("unsupported requests are refused with a message, and run nothing on this machine", async () => {
      await using model = await startModelServer([sse.say("done")]);
      const config = 'mcp_servers.local = { command = "sh", args = ["-c", "touch started; cat"] }';
      await using fleet = await startSmallFleet(model, config);
      await using started = await fleet.connect();
      const { client } = started;
      const { thread } = await client.call("thread/start", {});
      const threadId = thread.id;
      const ended = client.next("turn/completed");
      const { turn } = await client.call("turn/start", { threadId, input: textInput("go") });
      await ended;
      const refused = [
        client.call("turn/steer", { threadId, expectedTurnId: turn.id, input: textInput("more") }),
        client.call("thread/compact/start", { threadId }),
        client.call("thread/shellCommand", { threadId, command: "touch started" }),
        client.call("thread/fork", { threadId }),
        client.call("review/start", { threadId, target: { type: "uncommittedChanges" } }),
        client.call("thread/revert", { threadId, beforeTurnId: turn.id }),
        client.call("thread/archive", { threadId }),
        client.call("thread/delete", { threadId }),
        client.call("thread/name/set", { threadId, name: "mine" }),
        client.call("thread/queue/add", { threadId, clientUserMessageId: "c", input: textInput("later") }),
        client.call("thread/start", { ephemeral: true }),
        client.call("command/exec", { command: ["touch", "started"] }),
        client.call("process/spawn", { command: ["touch", "started"], processHandle: "p", cwd: fleet.workspace.cwd }),
        client.call("mcpServerStatus/list", {}),
        client.call("mcpServer/tool/call", { threadId, server: "local", tool: "t" }),
      ];
      const answers = await Promise.allSettled(refused);
      for (const answer of answers) {
        expect(answer.status).toBe("rejected");
        expect(String((answer as PromiseRejectedResult).reason)).toMatch(/fleet|no active turn/);
      }
      await expect(fleet.workspace.read("started")).rejects.toThrow();
      await expect(client.call("thread/read", { threadId: crypto.randomUUID() })).rejects.toThrow("thread not loaded");
    });
  },
);
