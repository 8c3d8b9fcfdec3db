import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { ApprovalRequest, CodexOptions } from "../src/index.js";
import { createSdkWorld, type SdkWorld } from "./support/sdk-world.js";

const asker = fileURLToPath(new URL("../../mcp-server/test/support/asking-server.mjs", import.meta.url));
const ASKER = { command: process.execPath, args: [asker], startup_timeout_sec: 100 };

const bodyOf = (world: SdkWorld, index: number) => JSON.stringify(world.model.requests[index]?.body);

const InputSchema = z.object({
  input: z.array(z.object({ type: z.string(), call_id: z.string().optional(), output: z.unknown().optional() })),
});
const outputOf = (world: SdkWorld, callId: string) =>
  InputSchema.parse(world.model.requests.at(-1)?.body).input.find(
    ({ type, call_id }) => type === "function_call_output" && call_id === callId,
  )?.output;

describe("questions of an MCP server", () => {
  const ask = async (options: CodexOptions) => {
    await using world = await createSdkWorld([sse.call("asker__ask", {}), sse.say("done")]);
    const codex = world.codex({ ...options, config: { mcp_servers: { asker: ASKER }, ...options.config } });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    return bodyOf(world, 1);
  };

  it("go to the program, and its answer goes back", async () => {
    const asked: unknown[] = [];
    const request = await ask({
      onElicitation: (request) => {
        asked.push(request);
        return { action: "accept", content: { name: "Ada" } };
      },
    });
    expect(asked).toMatchObject([
      { server: "asker", message: "What is your name?\u001b[2J", requestedSchema: { required: ["name"] } },
    ]);
    expect(request).toContain("Ada");
  });

  it("are declined or cancelled as the program decides, and declined if the handler throws or is missing", async () => {
    expect(await ask({ onElicitation: () => ({ action: "cancel" }) })).toContain("cancel");
    const thrown = () => {
      throw new Error("nobody is there");
    };
    const cases = [{ onElicitation: thrown }, { onElicitation: async () => ({ action: "decline" }) as const }, {}];
    for (const options of cases) expect(await ask(options)).toContain("decline");
  });

  it("are not asked under never", async () => {
    const asked: unknown[] = [];
    const onElicitation = () => {
      asked.push("asked");
      return { action: "cancel" } as const;
    };
    expect(await ask({ onElicitation, config: { approval_policy: "never" } })).toContain("decline");
    expect(asked).toEqual([]);
  });
});

describe("questions of the model", () => {
  const option = (label: string) => ({ label, description: "d" });
  const question = (id: string) => ({ id, header: "H", question: "Which?", options: [option("x"), option("y")] });
  const script = () => [sse.call("request_user_input", { questions: [question("a"), question("b")] }), sse.say("done")];
  const outputs = (world: SdkWorld) => bodyOf(world, 1).replaceAll("\\", "");
  /** A model that supports asking the user. */
  const askingModel = (world: SdkWorld) => {
    const file = path.join(world.home, "models.json");
    writeFileSync(file, JSON.stringify({ models: [{ slug: "mock-model", display_name: "Mock" }] }));
    return { model_catalog_json: file };
  };

  it("go to the program, and its answers go back", async () => {
    await using world = await createSdkWorld(script());
    const asked: unknown[] = [];
    const codex = world.codex({
      config: askingModel(world),
      onQuestions: (request) => {
        asked.push(request.questions.map(({ id }) => id));
        return { a: "y", b: ["x", "and more"] };
      },
    });
    await codex.startThread({ workingDirectory: world.cwd }).run("go");
    expect(asked).toEqual([["a", "b"]]);
    expect(outputs(world)).toContain('{"answers":{"a":{"answers":["y"]},"b":{"answers":["x","and more"]}}}');
  });

  it("are not asked if the configuration forbids it or nobody can answer", async () => {
    const onQuestions = () => ({ a: "y" });
    for (const more of [{}, { onQuestions, config: { "features.default_mode_request_user_input": false } }]) {
      await using world = await createSdkWorld(script());
      const codex = world.codex({ ...more, config: { ...askingModel(world), ...more.config } });
      await codex.startThread({ workingDirectory: world.cwd }).run("go");
      expect(outputs(world)).toContain("request_user_input is for plan mode only");
    }
  });
});

it("a request for permissions is approved or denied like a command", async () => {
  const asked: ApprovalRequest[] = [];
  const request = (reason: string) =>
    sse.call("request_permissions", { permissions: { network: { enabled: true } }, reason }, reason);
  await using world = await createSdkWorld([request("first"), request("again"), sse.say("done")]);
  const codex = world.codex({
    config: { features: { request_permissions_tool: true } },
    onApproval: (request) => {
      asked.push(request);
      return asked.length === 1 ? "deny" : "approve";
    },
  });
  const options = { workingDirectory: world.cwd, approvalPolicy: "on-request", sandboxMode: "read-only" } as const;
  await codex.startThread(options).run("go");
  expect(asked).toMatchObject([
    { kind: "permissions", permissions: { network: true }, reason: "first" },
    { kind: "permissions", permissions: { network: true }, reason: "again" },
  ]);
  expect(outputOf(world, "first")).not.toContain("enabled");
  expect(outputOf(world, "again")).toContain("enabled");
});
