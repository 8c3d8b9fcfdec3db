import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, describe, expect, it } from "vitest";
import { LaunchProgram } from "../src/launch-program.js";
import { LAUNCHER_SOURCE, launcherCode, SCRATCH_ADDRESS } from "../src/launcher-code.js";
import type { Machine } from "../src/system-calls.js";

const folder = new TemporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const machines: readonly Machine[] = ["x64", "arm64"];
const isOwn = (machine: Machine) => machine === process.arch && process.platform === "linux";
const isThere = (program: string) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;

/** Binutils for each architecture; an emulator for foreign ones. */
const prefix = { x64: "x86_64-linux-gnu-", arm64: "aarch64-linux-gnu-" } as const;
const emulator = { x64: "qemu-x86_64-static", arm64: "qemu-aarch64-static" } as const;

describe.each(machines)("the launcher for %s", (machine) => {
  const tools = isThere(`${prefix[machine]}as`) ? prefix[machine] : isOwn(machine) && isThere("as") ? "" : undefined;
  it.skipIf(tools === undefined)("has the bytes of its source (skipped without an assembler for it)", () => {
    const file = folder.at(machine);
    writeFileSync(`${file}.s`, LAUNCHER_SOURCE[machine]);
    execFileSync(`${tools}as`, [`${file}.s`, "-o", `${file}.o`]);
    execFileSync(`${tools}objcopy`, ["-O", "binary", "-j", ".text", `${file}.o`, `${file}.bin`]);
    expect(Buffer.from(launcherCode(machine)).toString("hex")).toBe(readFileSync(`${file}.bin`, "hex"));
  });

  const runner = isOwn(machine) ? [] : isThere(emulator[machine]) ? [emulator[machine]] : undefined;
  describe.skipIf(runner === undefined)("(skipped without a machine that runs it)", () => {
    const run = (build: (program: LaunchProgram) => void) => {
      const program = new LaunchProgram(machine, 3);
      build(program);
      const file = folder.at(`${machine}-program`);
      writeFileSync(file, program.image(), { mode: 0o755 });
      const [command = "", ...args] = [...(runner ?? []), file];
      const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env: {} });
      return { status, stdout, stderr };
    };
    const shell = (program: LaunchProgram, script: string) =>
      program.call("execve", ["/bin/sh", ["sh", "-c", script, 0], ["NAME=value", 0]]);

    it("passes on texts, lists and numbers", () => {
      const result = run((program) => {
        program.call("chdir", ["/usr"]);
        shell(program, 'echo "$NAME in $(pwd)"; exit 7');
      });
      expect(result).toEqual({ status: 7, stdout: "value in /usr\n", stderr: "" });
    });

    it("gives up with a message on a failure, unless that is ignored", () => {
      const result = run((program) => {
        program.call("chdir", ["/no/such/folder"], { onFailure: "ignore" });
        program.call("chdir", ["/no/such/folder"], { onFailure: { say: "no way" } });
        shell(program, "echo never");
      });
      expect(result).toEqual({ status: 126, stdout: "", stderr: "no way\n" });
    });

    it.each([
      ["exit 9", 9],
      ["kill -KILL $$", 137],
    ])("ends like its child: %s", (script, status) => {
      const result = run((program) => {
        program.call("clone", [17, 0, 0, 0, 0], { when: [0, "child"] });
        program.call("wait4", [-1, SCRATCH_ADDRESS, 0, 0]);
        program.finish();
        program.label("child");
        shell(program, script);
      });
      expect(result.status).toBe(status);
    });

    it("knows the descriptors of the files that it opens", () => {
      const result = run((program) => {
        const file = program.open("openat", [-100, "/etc/passwd", 0, 0]);
        expect(file).toBe(3);
        program.close(file);
        expect(program.open("openat", [-100, "/usr", 0, 0])).toBe(3);
        shell(program, "readlink /proc/self/fd/3");
      });
      expect(result.stdout).toBe("/usr\n");
    });
  });
});

it("rejects a program that jumps to a missing label", () => {
  const program = new LaunchProgram("x64", 3);
  program.call("getpid", [], { when: [0, "nowhere"] });
  expect(() => program.image()).toThrow("there is no operation nowhere");
  expect(() => program.call("no_such_call", [])).toThrow("x64 has no system call no_such_call");
});
