import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { text } from "node:stream/consumers";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { outputPlace, writeOutputFile } from "./output-file.js";
import { writePipe } from "./write-pipe.js";

function makePipe() {
  const folder = new TemporaryFolder();
  const file = folder.at("pipe");
  execFileSync("mkfifo", [file]);
  return { file, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

const { signal } = new AbortController();

describe.skipIf(process.platform === "win32")("a pipe (not on Windows)", () => {
  test("gets everything, however long, if its reader comes later", async () => {
    using pipe = makePipe();
    const message = "grün".repeat(100_000);
    const written = writeOutputFile(await outputPlace(pipe.file), message, signal);
    const reader = spawn("cat", [pipe.file], { stdio: ["ignore", "pipe", "ignore"] });
    expect(await text(reader.stdout)).toBe(message);
    expect(await written).toBeUndefined();
  });

  test("without a reader is abandoned after a while, and at once if the run is stopped", async () => {
    using pipe = makePipe();
    await expect(writePipe(pipe.file, Buffer.from("x"), { signal, patienceMs: 30 })).rejects.toThrow(/nobody reads/);
    expect(await writeOutputFile(await outputPlace(pipe.file), "x", AbortSignal.abort())).toMatch(/abort/);
  });
});

describe("a file in a folder that the model can write to", () => {
  function makeFolder() {
    const folder = new TemporaryFolder({ precious: "mine" });
    mkdirSync(folder.at("work/out"), { recursive: true });
    return folder;
  }

  test("is written, also through the user's own link", async () => {
    using folder = makeFolder();
    symlinkSync(folder.at("precious"), folder.at("work/link"));
    for (const name of ["work/new", "work/link"]) {
      expect(await writeOutputFile(await outputPlace(folder.at(name)), "answer", signal)).toBeUndefined();
    }
    expect(readFileSync(folder.at("work/new"), "utf8")).toBe("answer");
    expect(readFileSync(folder.at("precious"), "utf8")).toBe("answer");
  });

  test("is not written through a replacement of the file or its folder", async () => {
    using folder = makeFolder();
    const [file, below, dangling] = [folder.at("work/new"), folder.at("work/out/precious"), folder.at("work/late")];
    const places = await Promise.all([file, below, dangling].map(outputPlace));
    symlinkSync(folder.at("precious"), file);
    symlinkSync(folder.at("nowhere"), dangling);
    renameSync(folder.at("work/out"), folder.at("work/old"));
    symlinkSync("..", folder.at("work/out"));
    for (const place of places) expect(await writeOutputFile(place, "evil", signal)).toBeDefined();
    expect(readFileSync(folder.at("precious"), "utf8")).toBe("mine");
    expect(() => readFileSync(folder.at("nowhere"))).toThrow();
  });
});
