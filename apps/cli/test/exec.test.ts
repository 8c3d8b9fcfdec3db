import { writeFile } from "node:fs/promises";
import path from "node:path";
import { responsesEvent, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

test("--output-last-message replaces the file", async () => {
  await using model = await startModelServer([sse.say("the last word")]);
  await using workspace = await createWorkspace({ model });
  await writeFile(path.join(workspace.cwd, "last.txt"), "old");
  await runCodex(workspace, ["exec", "--output-last-message", "last.txt", "go"]);
  expect(await workspace.read("last.txt")).toBe("the last word");
});

test("an empty answer is pointed out", async () => {
  const { created, completed } = responsesEvent;
  await using model = await startModelServer([sse.events(created(), completed()), sse.say("  \n"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const warnings = async (...argv: string[]) => (await runCodex(workspace, ["exec", ...argv, "go"])).stderr;
  expect(await warnings("--json")).toContain("warning: there was no final message");
  expect(await warnings()).toContain("warning: there was no final message");
  expect(await warnings()).not.toContain("warning");
});

test.skipIf(process.platform === "win32")(
  "--output-last-message writes to /dev/stdout even where that is a socket (not on Windows)",
  async () => {
    await using model = await startModelServer([sse.say("the last word")]);
    await using workspace = await createWorkspace({ model });
    const { code, stdout } = await runCodex(workspace, ["exec", "--json", "-o", "/dev/stdout", "go"]);
    expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toMatchObject({
      code: 0,
      last: expect.stringContaining("the last word"),
    });
  },
);

test("--plan uses the effort of plan mode", async () => {
  await using model = await startModelServer([sse.say("the plan"), sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const config = ["-c", "model=gpt-5", "-c", "plan_mode_reasoning_effort=high", "-c", "model_reasoning_effort=low"];
  await runCodex(workspace, ["exec", ...config, "--plan", "go"]);
  await runCodex(workspace, ["exec", ...config, "go"]);
  expect(model.requests.map(({ body }) => body)).toMatchObject([
    { reasoning: { effort: "high" } },
    { reasoning: { effort: "low" } },
  ]);
});

test("service_tier reaches the provider; fast is priority, default is its own choice", async () => {
  await using model = await startModelServer([sse.say("1"), sse.say("2"), sse.say("3")]);
  await using workspace = await createWorkspace({ model, config: 'service_tier = "flex"' });
  await runCodex(workspace, ["exec", "go"]);
  await runCodex(workspace, ["exec", "-c", "service_tier=fast", "go"]);
  await runCodex(workspace, ["exec", "-c", "service_tier=default", "go"]);
  expect(model.requests.map(({ body }) => Object(body).service_tier)).toEqual(["flex", "priority", undefined]);
});

describe("features that programs which start codex rely on", () => {
  test("the API key, the originator and the built-in provider's URL in the environment", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace();
    const env = { CODEX_API_KEY: "sk-of-this-run", CODEX_INTERNAL_ORIGINATOR_OVERRIDE: "my_program" };
    const config = ["-c", `openai_base_url=${model.baseUrl}`, "-c", "model_reasoning_effort=low"];
    const args = ["exec", "--experimental-json", "--ignore-user-config", ...config, "-"];
    expect((await runCodex(workspace, args, { env, input: "go" })).code).toBe(0);
    const [request] = model.requests;
    expect(request?.headers).toMatchObject({ authorization: "Bearer sk-of-this-run", originator: "my_program" });
    expect(request?.body).toMatchObject({ reasoning: { effort: "low" } });
  });

  test("images one by one, or separated by commas, which names may contain, too", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    const picture = (name: string) => writeFile(path.join(workspace.cwd, name), Buffer.from("iVBORw0KGgo=", "base64"));
    for (const name of ["a,b.png", "c d.png", "e.png"]) await picture(name);
    const args = ["exec", "--image", path.join(workspace.cwd, "a,b.png"), "--image", "c d.png,e.png", "--", "go"];
    expect(await runCodex(workspace, args)).toMatchObject({ code: 0 });
    expect(JSON.stringify(model.requests[0]?.body).split("data:image/png")).toHaveLength(4);
  });

  test("writing a prompt to an invalid command line does not break the pipe", async () => {
    await using workspace = await createWorkspace();
    const child = await startCodex(workspace, ["exec", "--nonsense"]);
    const broken = new Promise((resolve) => child.stdin.once("error", resolve));
    child.stdin.end("x".repeat(1_000_000));
    const [{ code }, fault] = await Promise.all([
      resultOf(child),
      Promise.race([broken, new Promise((resolve) => child.stdin.once("finish", () => resolve(undefined)))]),
    ]);
    expect({ code, fault }).toEqual({ code: 2, fault: undefined });
  });
});
