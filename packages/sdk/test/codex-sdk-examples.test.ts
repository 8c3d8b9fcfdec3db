// One test for each use that the README of @openai/codex-sdk 0.163.0 shows, with this package in its place.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelReply, sse } from "@codex/test-support";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { checkedEvent } from "../../exec/test/support/exec-event.js";
import { Codex } from "../src/index.js";
import { createSdkWorld, type SdkWorld } from "./support/sdk-world.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A world whose settings come from this process, as for a program that passes none. */
async function ownWorld(script: readonly ModelReply[]): Promise<SdkWorld> {
  const world = await createSdkWorld(script);
  const mock = `[model_providers.mock]\nname = "mock"\nbase_url = "${world.model.baseUrl}"\nwire_api = "responses"\n`;
  const top = 'model = "mock-model"\nmodel_provider = "mock"\nsandbox_mode = "danger-full-access"\n';
  await writeFile(path.join(world.home, "config.toml"), `${top}${mock}`);
  vi.stubEnv("CODEX_HOME", world.home);
  vi.spyOn(process, "cwd").mockReturnValue(world.cwd);
  return world;
}

const summary = {
  type: "object",
  properties: { summary: { type: "string" }, status: { type: "string", enum: ["ok", "action_required"] } },
  required: ["summary", "status"],
  additionalProperties: false,
} as const;

const bodyOf = ({ model }: SdkWorld, index = 0) => JSON.stringify(model.requests[index]?.body);

describe("programs written for codex-sdk", () => {
  it("run a turn and continue the thread", async () => {
    await using world = await ownWorld([sse.say("It divides by zero."), sse.say("Mended.")]);
    await using codex = new Codex();
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const turn = await thread.run("Why does the test fail?");
    expect(turn.finalResponse).toBe("It divides by zero.");
    expect(turn.items).toEqual([{ id: "item_0", type: "agent_message", text: "It divides by zero." }]);
    expect((await thread.run("Mend it")).finalResponse).toBe("Mended.");
    expect(bodyOf(world, 1)).toContain("It divides by zero.");
  });

  it("react to items and token counts as they arrive", async () => {
    await using world = await ownWorld([sse.shell(["echo", "hi"]), sse.say("Done.")]);
    await using codex = new Codex();
    const { events } = await codex.startThread({ workingDirectory: world.cwd }).runStreamed("go");
    const seen: unknown[] = [];
    for await (const event of events) {
      checkedEvent(event);
      switch (event.type) {
        case "item.completed":
          seen.push(event.item.type);
          break;
        case "turn.completed":
          seen.push(event.usage.output_tokens);
          break;
      }
    }
    expect(seen).toEqual(["command_execution", "agent_message", 60]);
  });

  it("request JSON", async () => {
    const answer = '{"summary":"clean","status":"ok"}';
    await using world = await ownWorld([sse.say(answer)]);
    await using codex = new Codex();
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const turn = await thread.run("Summarize the state", { outputSchema: summary });
    expect(turn.finalResponse).toBe(answer);
    expect(world.model.requests[0]?.body).toMatchObject({ text: { format: { schema: summary } } });
  });

  it("request JSON with a zod schema", async () => {
    const schema = z.object({ summary: z.string(), status: z.enum(["ok", "action_required"]) });
    await using world = await ownWorld([sse.say('{"summary":"clean","status":"ok"}')]);
    await using codex = new Codex();
    const thread = codex.startThread({ workingDirectory: world.cwd });
    const turn = await thread.run("Summarize the state", { outputSchema: z.toJSONSchema(schema) });
    expect(schema.parse(JSON.parse(turn.finalResponse))).toEqual({ summary: "clean", status: "ok" });
  });

  it("attach images by paths relative to the program's folder", async () => {
    await using world = await ownWorld([sse.say("A button.")]);
    const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    for (const name of ["ui.png", "diagram.png"]) await writeFile(path.join(world.cwd, name), pixel, "base64");
    await using codex = new Codex();
    await codex.startThread({ workingDirectory: world.cwd }).run([
      { type: "text", text: "Describe these" },
      { type: "local_image", path: "./ui.png" },
      { type: "local_image", path: "./diagram.png" },
    ]);
    expect(bodyOf(world).match(/data:image\/png;base64,/g)).toHaveLength(2);
  });

  it("resume a saved thread by its id, with another client", async () => {
    await using world = await ownWorld([sse.say("noted"), sse.say("done")]);
    await using first = new Codex();
    const begun = first.startThread({ workingDirectory: world.cwd });
    await begun.run("Remember the plan");
    await using second = new Codex();
    const thread = second.resumeThread(begun.id ?? "", { workingDirectory: world.cwd });
    expect((await thread.run("Carry it out")).finalResponse).toBe("done");
    expect(bodyOf(world, 1)).toContain("Remember the plan");
  });

  it("work in a folder outside a repository", async () => {
    await using world = await ownWorld([sse.say("ok")]);
    const workingDirectory = path.join(world.home, "project");
    await mkdir(workingDirectory);
    await using codex = new Codex();
    const thread = codex.startThread({ workingDirectory, skipGitRepoCheck: true });
    expect((await thread.run("go")).finalResponse).toBe("ok");
    expect(bodyOf(world)).toContain(workingDirectory);
  });

  it("choose the variables that commands inherit", async () => {
    await using world = await ownWorld([sse.shell(["sh", "-c", "echo [$MINE] [$LEFT_OUT]"]), sse.say("ok")]);
    vi.stubEnv("LEFT_OUT", "seen");
    vi.stubEnv("HOME", path.dirname(world.home));
    await using codex = new Codex({
      env: { PATH: process.env["PATH"] ?? "", CODEX_HOME: world.home, MINE: "mine" },
    });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    expect(bodyOf(world, 1)).toContain("[mine] []");
  });

  it("override settings, as objects and as TOML", async () => {
    await using world = await ownWorld([sse.say("ok")]);
    await using codex = new Codex({
      config: {
        show_raw_agent_reasoning: true,
        sandbox_workspace_write: { network_access: true },
        model_reasoning_effort: "low",
      },
      configOverrides: ['model="chosen"'],
    });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    expect(world.model.requests[0]?.body).toMatchObject({ model: "chosen" });
  });

  it("deny commands a path with a permission profile", async () => {
    await using world = await ownWorld([sse.shell(["cat", "audit.env", "other.txt"]), sse.say("ok")]);
    await writeFile(path.join(world.cwd, "audit.env"), "a secret");
    await writeFile(path.join(world.cwd, "other.txt"), "no secret");
    const denied = path.join(world.cwd, "audit.env");
    await using codex = new Codex({
      config: { default_permissions: "audit" },
      configOverrides: [`permissions.audit.filesystem={":root"="read","${denied}"="deny"}`],
    });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    expect(bodyOf(world, 1)).toContain("no secret");
    expect(bodyOf(world, 1)).not.toContain("a secret");
  });
});
