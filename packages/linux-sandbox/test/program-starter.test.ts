import { closeSync, openSync, readFileSync } from "node:fs";
import process from "node:process";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { loadNative } from "../src/native.js";
import { ProgramStarter } from "../src/program-starter.js";

const native = process.platform === "linux" ? await loadNative() : undefined;
const ways = [
  ["the C library", native?.spawn],
  ["Node", undefined],
] as const;

describe.skipIf(native === undefined).each(ways)("a program started by %s (Linux only)", (_, spawn) => {
  const starter = new ProgramStarter({ spawn, reapGroup: (group) => native?.reapGroup(group) ?? true });

  /** The output of an `sh` script in a file, and how it ended. */
  async function run(script: string, detached = true) {
    using folder = new TemporaryFolder();
    const file = openSync(folder.at("out"), "w");
    const outcome = await starter.start({
      command: ["/bin/sh", "-c", script],
      detached,
      stdio: ["ignore", file, file],
    });
    closeSync(file);
    if (outcome.type !== "started") throw new Error(outcome.message);
    const status = await outcome.process.exited;
    const text = readFileSync(folder.at("out"), "utf8");
    return { ...status, text, pid: outcome.process.pid };
  }

  it("has its descriptors, no variables, `/` as its folder, and signals as usual", async () => {
    const { text, code } = await run(
      "pwd; env | grep -v -e ^PWD= -e ^_= -e ^SHLVL=; cat; exec grep -E 'Sig(Blk|Ign)' /proc/self/status",
    );
    expect(text).toBe("/\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    expect(code).toBe(0);
  });

  it("gets a session of its own only on request", async () => {
    const leader = await run("cut -d' ' -f5,6 /proc/$$/stat");
    expect(leader.text).toBe(`${leader.pid} ${leader.pid}\n`);
    const follower = await run("cut -d' ' -f6 /proc/$$/stat", false);
    expect(follower.text).not.toBe(`${follower.pid}\n`);
  });

  it("reports its exit code or the signal that ended it", async () => {
    expect(await run("exit 7")).toMatchObject({ code: 7, signal: null });
    expect(await run("kill -TERM $$")).toMatchObject({ code: null, signal: "SIGTERM" });
  });

  it("is reported once, also among many", async () => {
    const all = await Promise.all(Array.from({ length: 30 }, (_, number) => run(`exit ${number}`)));
    expect(all.map(({ code }) => code)).toEqual(all.map((_, number) => number));
  });

  it("waits its turn if very many start at once", async () => {
    const start = { command: ["/bin/true"], detached: true, stdio: ["ignore"] } as const;
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => starter.start(start)));
    const ends = outcomes.map((outcome) => (outcome.type === "started" ? outcome.process.exited : outcome));
    expect(await Promise.all(ends)).toEqual(ends.map(() => ({ code: 0, signal: null })));
  });

  it("says why it did not start", async () => {
    const outcome = await starter.start({ command: ["/no/such/program"], detached: true, stdio: ["ignore", 1, 2] });
    expect(outcome).toMatchObject({ type: "failed-to-start", message: expect.stringContaining("No such file") });
  });

  it("gets descriptors in another order than this process has them", async () => {
    using folder = new TemporaryFolder();
    const file = openSync(folder.at("out"), "w+");
    const command = ["/bin/sh", "-c", "echo to one; echo to two >&2"];
    const outcome = await starter.start({ command, detached: true, stdio: ["ignore", 2, file] });
    if (outcome.type === "started") await outcome.process.exited;
    expect(readFileSync(folder.at("out"), "utf8")).toContain("to two\n");
    closeSync(file);
  });
});
