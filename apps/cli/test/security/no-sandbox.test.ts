import { cp } from "node:fs/promises";
import path from "node:path";
import {
  type ModelServer,
  runProgram,
  sse,
  startJsonLinesProgram,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtCodex } from "../support/built-codex.js";
import { createWorkspace, type Workspace } from "../support/workspace.js";

// The program without its native modules, and so without any sandbox.
let folder: TemporaryFolder;
let program: readonly string[];

beforeAll(async () => {
  folder = new TemporaryFolder();
  await cp(path.dirname(await builtCodex()), folder.at("dist"), { recursive: true });
  program = [process.execPath, folder.at("dist/codex.js")];
});
afterAll(() => folder[Symbol.dispose]());

const exec = (workspace: Workspace, ...args: string[]) => runProgram([...program, "exec", ...args, "go"], workspace);

/** The outputs of its calls that the model got. */
const outputsTo = (model: ModelServer): string[] =>
  [...JSON.stringify(model.requests.at(-1)?.body).matchAll(/"output":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1] ?? "",
  );

describe("without any sandbox", () => {
  it.each(["read-only", "workspace-write"])(
    "under %s no command runs, and every client gets the reason",
    async (sandbox) => {
      const commands = [
        ["touch", "proof"],
        ["bash", "-lc", "echo x > proof"],
      ];
      await using model = await startModelServer([
        ...commands.map((command) => sse.shell(command)),
        sse.say("gave up"),
      ]);
      await using workspace = await createWorkspace({ model });
      const { code, stderr } = await exec(workspace, "--sandbox", sandbox);
      await expect(workspace.read("proof")).rejects.toThrow("ENOENT");
      expect(outputsTo(model)).toEqual(Array(2).fill(expect.stringMatching(/^exec command rejected: .*koffi/)));
      expect(code).toBe(5);
      expect(stderr).toContain("koffi");
    },
  );

  it("commands fail instead of asking a client about each", async () => {
    await using model = await startModelServer([sse.shell(["touch", "proof"]), sse.say("gave up")]);
    await using workspace = await createWorkspace({ model, config: 'approval_policy = "on-request"' });
    await using proto = startJsonLinesProgram([...program, "proto"], workspace);
    proto.send({ id: "s", op: { type: "user_input", items: [{ type: "text", text: "go" }] } });
    await proto.waitFor((json) => (JSON.stringify(json).includes("task_complete") ? true : undefined));
    expect(JSON.stringify(proto.lines)).not.toContain("approval_request");
    await expect(workspace.read("proof")).rejects.toThrow("ENOENT");
  });

  it("full access needs no sandbox, also for commands that only read", async () => {
    const commands = [["git", "status", "--short"], ["touch", "proof"], ["bash", "-lc", "git log && pwd"], ["ls"]];
    await using model = await startModelServer([...commands.map((command) => sse.shell(command)), sse.say("done")]);
    await using workspace = await createWorkspace({ model, files: { "tracked.txt": "x" } });
    const { code } = await exec(workspace, "--sandbox", "danger-full-access");
    expect(await workspace.read("proof")).toBe("");
    expect(outputsTo(model).filter((output) => output.includes("rejected"))).toEqual([]);
    expect(outputsTo(model)[0]).toContain("tracked.txt");
    expect(code).toBe(0);
  });
});
