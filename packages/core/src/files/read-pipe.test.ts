import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { readPipe } from "./read-pipe.js";

const PATIENT = { maxBytes: 100_000, timeoutMs: 60_000 };

function makePipe(folder: TemporaryFolder): string {
  const pipe = folder.at("pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

const writeInto = (pipe: string, script: string) => spawn("sh", ["-c", `(${script}) > "$0"`, pipe]);

describe.skipIf(process.platform === "win32")("a pipe (not on Windows)", () => {
  it("is read until its writer closes it, whichever side opens it first", async () => {
    using folder = new TemporaryFolder();
    const pipe = makePipe(folder);
    for (const readsFirst of [true, false]) {
      const reading = readsFirst ? readPipe(pipe, PATIENT) : undefined;
      const writer = writeInto(pipe, "printf one; head -c 90000 /dev/zero; printf two");
      const bytes = await (reading ?? readPipe(pipe, PATIENT));
      if (writer.exitCode === null) await once(writer, "exit");
      expect(bytes?.length).toBe(90_006);
      expect(bytes?.toString().replaceAll("\0", "")).toBe("onetwo");
    }
  });

  it("gives nothing if it has too much data or no writer", async () => {
    using folder = new TemporaryFolder();
    const pipe = makePipe(folder);
    const writer = writeInto(pipe, "yes");
    expect(await readPipe(pipe, { ...PATIENT, maxBytes: 1_000 })).toBeUndefined();
    if (writer.exitCode === null && writer.signalCode === null) await once(writer, "exit");
    expect(await readPipe(pipe, { ...PATIENT, timeoutMs: 30 })).toBeUndefined();
  });
});
