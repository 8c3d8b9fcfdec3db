import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { bundleProgram } from "./support/bundle-program.js";

const LIMIT = 120;

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const canConfine = (await probe.report()).some(({ works }) => works);

/** The result of a program that ran out of descriptors. */
async function runOut(what: "save" | "run" | "begin", isConfined: boolean) {
  using folder = new TemporaryFolder();
  using program = await bundleProgram("run-out-of-descriptors.ts");
  const limited = `ulimit -n ${LIMIT} && exec "$0" "$@"`;
  const args = [process.execPath, program.file, folder.path, what, isConfined ? "yes" : "no"];
  const { stdout } = await promisify(execFile)("bash", ["-c", limited, ...args]);
  return JSON.parse(stdout);
}

test("files of idle sessions are closed when another one is to be saved and no descriptor is left", async () => {
  expect(await runOut("save", false)).toMatchObject({ first: "finished 0", outcome: "saved" });
});

test.for([false, true])(
  "they are closed for a command (confined: %s), which fails with one clear error and leaves nothing open",
  async (isConfined, { skip }) => {
    skip(isConfined && !canConfine, "nothing here confines commands");
    const { first, outcome, later } = await runOut("run", isConfined);
    expect({ first, outcome }).toEqual({ first: "finished 0", outcome: "finished 0" });
    expect(later).toMatchObject({ hasLeaked: false, outcome: "finished 0" });
    expect(later.failures.length).toBeGreaterThan(0);
    // Git and MCP servers that cannot be started do not crash the process either.
    expect(later.othersFailed).toBeGreaterThan(0);
    for (const failure of later.failures) expect(failure).toMatch(/^failed-to-start: .*too many open files.*ulimit/);
  },
);

test.for([false, true])(
  "a first command (confined: %s) that cannot start for lack of descriptors does not affect later ones",
  async (isConfined, { skip }) => {
    skip(isConfined && !canConfine, "nothing here confines commands");
    const { later, ...scripts } = await runOut("begin", isConfined);
    expect(later).toMatchObject({ hasLeaked: false, outcome: "finished 0" });
    expect(scripts).toMatchObject({ couldReadScripts: false, canReadScripts: true });
    for (const failure of later.failures) expect(failure).toMatch(/^failed-to-start: .*too many open files.*ulimit/);
  },
);
