import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeBytes } from "./write-bytes.js";

const PIECE = 16 * 1024;
/** Far more than a pipe holds. */
const MAX_PIECES = 60;

it.skipIf(process.platform !== "linux")("leaves files to other threads if they make writers wait", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "write-"));
  const pipe = join(folder.path, "pipe");
  execFileSync("mkfifo", [pipe]);
  // Reads only now and then, so that writers block on a full pipe, and prints how much it got.
  const slowly = `exec < "$0"; while n=$(head -c ${PIECE} | wc -c); [ "$n" -gt 0 ]; do echo "$n"; sleep 0.05; done`;
  const reader = spawn("bash", ["-c", slowly, pipe]);
  let said = "";
  reader.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const file = await open(pipe, "w");
  const written: (number | Promise<number>)[] = [];
  while (written.length < MAX_PIECES && !(written.at(-1) instanceof Promise)) {
    written.push(writeBytes(file, Buffer.alloc(PIECE, "x")));
  }
  expect(written[0]).toBe(PIECE);
  expect(written.at(-1)).toBeInstanceOf(Promise);
  const sizes = await Promise.all(written);
  await file.close();
  await once(reader, "close");
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  expect(sum(said.trim().split("\n").map(Number))).toBe(sum(sizes));
});
