import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Codex } from "@codex/sdk";
import { fault, runProgram, sse, startModelServer } from "@codex/test-support";
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
    await using model = await startModelServer([fault.status(400, { error: { message: "unwell" } })]);
    await using workspace = await createWorkspace({ model });
    const codex = new Codex({ codexPathOverride: await codexProgram(workspace), env: { ...workspace.env } });
    const thread = codex.startThread({ workingDirectory: workspace.cwd });
    await expect(thread.run("go")).rejects.toMatchObject({ name: "TurnFailedError", message: /unwell/ });
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

test("a program that disposes of nothing exits after its turn", async () => {
  await using model = await startModelServer([sse.say("done")]);
  await using workspace = await createWorkspace({ model });
  const folder = path.join(repositoryRoot, "apps/cli/test/.sdk");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${process.pid}.ts`);
  await writeFile(
    file,
    `import { Codex } from "@codex/sdk";\nconst turn = await new Codex().startThread().run("go");\nconsole.log(turn.finalResponse);\n`,
  );
  try {
    const command = [process.execPath, "--conditions=@codex/source", "--import", sourceResolver, file];
    expect(await runProgram(command, { cwd: workspace.cwd, env: workspace.env, input: "" })).toMatchObject({
      code: 0,
      stdout: "done\n",
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const sourceResolver = new URL("support/resolve-sources.mjs", import.meta.url).href;
