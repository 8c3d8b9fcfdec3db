import { readFile } from "node:fs/promises";
import path from "node:path";
import { fitting, type ScriptedReply, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { startWorker } from "./support/fleet-worker.js";
import { hasNats, startNats } from "./support/nats.js";
import { resultOf, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const isSubagent = (body: unknown) => !JSON.stringify(Object(body)["tools"]).includes("spawn_agent");
const subagent = (reply: ReturnType<typeof sse.say>): ScriptedReply => fitting(isSubagent, reply);
const lead = (reply: (subagentId: string) => ReturnType<typeof sse.say>): ScriptedReply =>
  fitting(
    (body) => !isSubagent(body),
    (body) => reply(/agent_id\\+":\\+"([\da-f-]{36})/.exec(JSON.stringify(body))?.[1] ?? ""),
  );

describe.skipIf(!hasNats)("subagents on a fleet (skipped without nats-server)", { timeout: 300_000 }, () => {
  test("are lost with their worker: the model is told, and none of their work is repeated", async () => {
    await using nats = await startNats();
    await using model = await startModelServer([]);
    const config = "agents.enabled = true";
    await using first = await createWorkspace({ model, config });
    await using second = await createWorkspace({ model, config });
    await using client = await createWorkspace();
    const ran = path.join(client.codexHome, "ran");
    const whatRan = () => readFile(ran, "utf8").catch(() => "");
    await using lost = await startWorker(first, nats.url, "--lease", "3");
    model.push(
      lead(() => sse.call("spawn_agent", { message: "TASK" }, "c1")),
      subagent(sse.shell(["sh", "-c", `echo known >> ${ran}`], {}, "h1")),
      subagent(
        sse.shell(
          ["sh", "-c", `echo begun >> ${ran}; while [ -e ${ran} ]; do sleep 0.1; done`],
          { timeout_ms: 600_000 },
          "h2",
        ),
      ),
      lead((id) => sse.call("wait_agent", { targets: [id], timeout_ms: 600_000 }, "c2")),
    );
    const args = ["fleet", "run", "--fleet", nats.url, "--json", "-s", "danger-full-access", "go"];
    const run = await startCodex(client, args);
    const result = resultOf(run);
    run.stdin.end();
    await model.waitForRequests(4);
    await vi.waitFor(async () => expect(await whatRan()).toBe("known\nbegun\n"), { timeout: 120_000 });
    model.push(
      lead((id) => sse.call("wait_agent", { targets: [id], timeout_ms: 60_000 }, "c3")),
      lead(() => sse.say("I looked")),
    );
    await using _next = await startWorker(second, nats.url);
    lost.process.kill("SIGKILL");
    const { code, stdout } = await result;
    expect(code).toBe(0);
    expect(stdout).toContain("I looked");
    const told = JSON.stringify(model.requests[4]?.body);
    expect(told).toContain("whether it ran, and how far, is not known");
    expect(told).toMatch(/<subagents_lost>.*[\da-f-]{36}\. It is unknown how far/);
    expect(JSON.stringify(model.requests[5]?.body)).toMatch(/not.found|there is no subagent/);
    expect(await whatRan()).toBe("known\nbegun\n");
    expect(model.requests).toHaveLength(6);
  });
});
