import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createSdkWorld } from "./support/sdk-world.js";

/** The reason that the program's `AbortController` is aborted with. */
class OwnReason extends Error {}

describe("work that is stopped before it starts never starts", () => {
  it("while an MCP server of the thread starts: the signal's reason is thrown at once", async () => {
    await using world = await createSdkWorld([]);
    const file = (name: string) => path.join(world.cwd, name);
    const waits = `touch ${file("started")}; until [ -e ${file("go")} ]; do sleep 0.05; done`;
    const slow = { command: "sh", args: ["-c", waits], startup_timeout_sec: 600 };
    const thread = world.codex({ config: { mcp_servers: { slow } } }).startThread({ workingDirectory: world.cwd });
    const stop = new AbortController();
    const run = thread.run("go", { signal: stop.signal });
    const refused = expect(run).rejects.toBeInstanceOf(OwnReason);
    await expect.poll(() => existsSync(file("started"))).toBe(true);
    stop.abort(new OwnReason());
    await refused;
    await writeFile(file("go"), "");
    expect(world.model.requests).toHaveLength(0);
  });

  it("in another program: no process starts once the signal is aborted or the thread is disposed", async () => {
    await using world = await createSdkWorld([]);
    const ran = path.join(world.cwd, "ran");
    const program = path.join(world.cwd, "program");
    await writeFile(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    const codex = world.codex({ codexPathOverride: program });
    const options = { workingDirectory: world.cwd };
    const stop = new AbortController();
    const run = codex.startThread(options).run("go", { signal: stop.signal });
    queueMicrotask(() => stop.abort(new OwnReason()));
    await expect(run).rejects.toBeInstanceOf(OwnReason);
    const thread = codex.startThread(options);
    await thread[Symbol.asyncDispose]();
    await thread[Symbol.asyncDispose]();
    await expect(thread.run("go")).rejects.toMatchObject({ code: "conversation-ended" });
    expect(existsSync(ran)).toBe(false);
  });

  it("after the Codex was disposed", async () => {
    await using world = await createSdkWorld([]);
    const codex = world.codex();
    await codex[Symbol.asyncDispose]();
    await codex[Symbol.asyncDispose]();
    const ended = expect.objectContaining({ name: "CodexError", code: "conversation-ended" });
    expect(() => codex.startThread()).toThrow(ended);
    expect(() => codex.resumeThread("any")).toThrow(ended);
  });
});
