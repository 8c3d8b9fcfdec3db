import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execPath } from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const HOLDERS = 4;
const TIMES = 40;

/**
 * Takes the lock again and again, without a pause between the attempts, so that some happen while its file is being removed. While the lock
 * is held, there is a marker that only one process can create.
 */
const program = `
  const { open, rm } = await import("node:fs/promises");
  const { acquireFileLock } = await import(process.argv[1]);
  const [lockFile, marker, times] = process.argv.slice(2);
  const seen = { held: 0, shared: 0 };
  while (seen.held < Number(times)) {
    await using lock = await acquireFileLock(lockFile, { timeoutMs: 0 });
    if (lock === undefined) continue;
    seen.held++;
    const made = await open(marker, "wx").catch(() => undefined);
    if (made === undefined) { seen.shared++; continue; }
    await made.close();
    // Long enough for another process to notice.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await rm(marker);
  }
  console.log(JSON.stringify(seen));
`;

test("processes that want a lock while others release it never hold it together", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-lock-race-"));
  using _removed = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  const module = path.join(folder, "file-lock.mjs");
  const entryPoints = [fileURLToPath(new URL("../src/file-lock.ts", import.meta.url))];
  await build({ entryPoints, outfile: module, bundle: true, platform: "node", format: "esm" });
  const args = [pathToFileURL(module).href, path.join(folder, "a.lock"), path.join(folder, "held"), `${TIMES}`];
  const holders = Array.from({ length: HOLDERS }, () =>
    spawn(execPath, ["--input-type=module", "-e", program, ...args], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  const outputs = await Promise.all(holders.map(({ stdout }) => text(stdout)));
  expect(outputs.map((output) => JSON.parse(output))).toEqual(
    Array.from({ length: HOLDERS }, () => ({ held: TIMES, shared: 0 })),
  );
});
