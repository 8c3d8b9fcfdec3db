import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Codex, type ThreadOptions } from "@codex/sdk";
import { fault, type ProgramResult, runProgram, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { builtCodex, repositoryRoot } from "./support/built-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

/** `codex` as a single executable file. */
async function codexProgram(workspace: Workspace): Promise<string> {
  const program = path.join(workspace.codexHome, "codex");
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${await builtCodex()}' "$@"\n`);
  await chmod(program, 0o755);
  return program;
}

describe("@codex/sdk with a separate program", () => {
  test("runs several turns of a thread, with a schema and settings", async () => {
    await using model = await startModelServer([sse.say('{"n":1}'), sse.say("two")]);
    await using workspace = await createWorkspace({ model });
    await using codex = new Codex({ codexPathOverride: await codexProgram(workspace), env: { ...workspace.env } });
    const options = { workingDirectory: workspace.cwd, modelReasoningEffort: "low", webSearchEnabled: false } as const;
    const thread = codex.startThread(options);
    const schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
    expect((await thread.run("first", { outputSchema: schema })).finalResponse).toBe('{"n":1}');
    expect((await codex.resumeThread(thread.id ?? "", options).run("second")).usage?.input_tokens).toBe(240);
    expect(model.requests[0]?.body).toMatchObject({ reasoning: { effort: "low" }, text: { format: { schema } } });
    expect(model.requests[0]?.headers).toMatchObject({ originator: "codex_sdk_ts" });
    expect(JSON.stringify(model.requests[1]?.body)).toContain('"first"');
  });

  test("reports failures with their code, and the message of a program that does not start", async () => {
    await using model = await startModelServer([
      fault.status(400, { error: { message: "unwell" } }),
      fault.status(400, { error: { message: "still unwell" } }),
    ]);
    await using workspace = await createWorkspace({ model });
    const codex = new Codex({ codexPathOverride: await codexProgram(workspace), env: { ...workspace.env } });
    const thread = codex.startThread({ workingDirectory: workspace.cwd });
    await expect(thread.run("go")).rejects.toMatchObject({ name: "TurnFailedError", message: /unwell/ });
    const types: string[] = [];
    for await (const event of (await thread.runStreamed("again")).events) types.push(event.type);
    expect(types.at(-1)).toBe("turn.failed");
    const unknown = codex.resumeThread("67e55044-10b1-426f-9247-bb680e5fe0c8", { workingDirectory: workspace.cwd });
    await expect(unknown.run("go")).rejects.toThrow(/67e55044/);
    const missing = new Codex({ codexPathOverride: path.join(workspace.cwd, "missing") });
    await expect(missing.startThread().run("go")).rejects.toThrow(/ENOENT/);
  });

  test("the signal ends it", async () => {
    await using model = await startModelServer([sse.shell(["sleep", "86399"])]);
    await using workspace = await createWorkspace({ model });
    const codex = new Codex({ codexPathOverride: await codexProgram(workspace), env: { ...workspace.env } });
    const stop = new AbortController();
    const { events } = await codex.startThread({ workingDirectory: workspace.cwd }).runStreamed("go", stop);
    const reading = (async () => {
      for await (const event of events) if (event.type === "item.started") stop.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
  });
});

describe("a program that disposes of nothing", () => {
  test("exits after its turn", async () => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model });
    expect(await runInProgram(workspace, {})).toMatchObject({ code: 0, stdout: "done\n" });
  });

  // Unsaved threads are never closed while idle, so waiting for their servers would take forever.
  test.each([{ ephemeral: true }, { ephemeral: false }])("%o does not wait for idle MCP servers", async (options) => {
    await using model = await startModelServer([sse.say("done")]);
    await using workspace = await createWorkspace({ model, config: mcpServer() });
    const { code, stdout } = await runInProgram(workspace, options);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
    expect(await workspace.read("started")).toBe("");
    // The input of a saved thread's server is closed, and the server then gets time to end.
    if (!options.ephemeral) expect(await workspace.read("ended")).toBe("");
  });
});

/** Answers the handshake, then waits for the end of its input. */
const mcpServer = () => {
  const program = `
    require("node:fs").writeFileSync("started", "");
    const answer = (id, result) => console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
    const results = {
      initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } },
      "tools/list": { tools: [{ name: "add", inputSchema: { type: "object" } }] },
    };
    const lines = require("node:readline").createInterface({ input: process.stdin });
    lines.on("line", (line) => {
      const { id, method } = JSON.parse(line);
      if (id !== undefined) answer(id, results[method]);
    });
    lines.on("close", () => require("node:fs").writeFileSync("ended", ""));
  `;
  const [command, args] = [process.execPath, ["-e", program]].map((value) => JSON.stringify(value));
  return `mcp_servers.s = { command = ${command}, args = ${args} }`;
};

/** Runs one turn in a program of its own. */
async function runInProgram(workspace: Workspace, options: ThreadOptions): Promise<ProgramResult> {
  const folder = await mkdtemp(path.join(repositoryRoot, "apps/cli/test/.sdk-"));
  const file = path.join(folder, "program.ts");
  const thread = `new Codex().startThread(${JSON.stringify(options)})`;
  await writeFile(
    file,
    `import { Codex } from "@codex/sdk";\nconsole.log((await ${thread}.run("go")).finalResponse);\n`,
  );
  try {
    const command = [process.execPath, "--conditions=@codex/source", "--import", sourceResolver, file];
    return await runProgram(command, { cwd: workspace.cwd, env: workspace.env, input: "" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sourceResolver = new URL("support/resolve-sources.mjs", import.meta.url).href;
