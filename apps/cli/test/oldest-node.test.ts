import { appendFile } from "node:fs/promises";
import path from "node:path";
import { sse, startModelServer } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtCodex } from "./support/built-codex.js";
import { FRONT_ENDS } from "./support/front-ends.js";
import { createWorkspace } from "./support/workspace.js";

/** A Node of the oldest version that the command's package.json allows. */
const oldest = process.env["OLDEST_NODE"];
const own = process.execPath;

describe.skipIf(oldest === undefined)("on the oldest Node (skipped unless OLDEST_NODE is set)", () => {
  beforeAll(async () => {
    // This Node builds the command, the oldest runs it.
    await builtCodex();
    process.execPath = oldest ?? own;
  });
  afterAll(() => {
    process.execPath = own;
  });

  test.each(Object.keys(FRONT_ENDS).filter((name) => name !== "library"))("a turn by %s", async (name) => {
    await using model = await startModelServer([sse.shell(["bash", "-c", "echo made > made.txt"]), sse.say("done")]);
    await using workspace = await createWorkspace({
      model,
      config: 'approval_policy = "never"\nsandbox_mode = "danger-full-access"',
    });
    await appendFile(
      path.join(workspace.codexHome, "config.toml"),
      `\n[projects."${workspace.cwd}"]\ntrust_level = "trusted"\n`,
    );
    await FRONT_ENDS[name]?.(workspace, "make it");
    expect(await workspace.read("made.txt")).toBe("made\n");
    expect(model.requests).toHaveLength(2);
  });
});
