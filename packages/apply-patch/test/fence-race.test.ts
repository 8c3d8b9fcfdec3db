import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { applyIn } from "./apply-in.js";
import { temporaryDirectory } from "./temporary-directory.js";

const swaps = 10_000;
/** Indexes in the memory that the swapper and the test share. */
const DONE = 0;
const ENOUGH = 1;

/**
 * Swaps `folder` for a link to the directory outside and back, as fast as it can. In between, a patch may create its own `folder` inside,
 * which is moved out of the way.
 */
const swapper = `
  const { renameSync, rmSync, symlinkSync } = require("node:fs");
  const { workerData, parentPort } = require("node:worker_threads");
  const { folder, away, outside, shared } = workerData;
  while (Atomics.load(shared, ${ENOUGH}) === 0) {
    renameSync(folder, away);
    try {
      symlinkSync(outside, folder);
      Atomics.add(shared, ${DONE}, 1);
    } catch {}
    for (;;) {
      try {
        rmSync(folder, { recursive: true, force: true });
        renameSync(away, folder);
        break;
      } catch {}
    }
  }
  parentPort.postMessage("done");
`;

test(`swapping a directory for a link ${swaps} times while patches are applied never writes outside`, async () => {
  await using directory = await temporaryDirectory();
  const workspace = join(directory.path, "app");
  const outside = join(directory.path, "outside");
  await mkdir(join(workspace, "folder"), { recursive: true });
  await directory.write({ "outside/secret.txt": "secret\n", "app/folder/secret.txt": "secret\n" });
  const before = await readdir(outside);

  const shared = new Int32Array(new SharedArrayBuffer(8));
  const workerData = { folder: join(workspace, "folder"), away: join(workspace, "away"), outside, shared };
  const worker = new Worker(swapper, { eval: true, workerData });
  const finished = new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });

  let applied = 0;
  let denied = 0;
  // Until both outcomes of the race were seen, however the machine schedules the threads.
  for (let round = 0; applied === 0 || denied === 0 || Atomics.load(shared, DONE) < swaps; round++) {
    const result = await applyIn(workspace, [
      ...[`*** Add File: folder/new-${round % 5}.txt`, "+written by the patch"],
      ...[`*** Add File: folder/deep/${round % 5}/file.txt`, "+written by the patch"],
      ...["*** Update File: folder/secret.txt", "-secret", "+secret", `+${round}`],
      ...(round % 3 === 0 ? ["*** Delete File: folder/secret.txt", "*** Add File: folder/secret.txt", "+secret"] : []),
    ]);
    if (result.ok) applied++;
    if (result.denied) denied++;
  }
  Atomics.store(shared, ENOUGH, 1);
  await finished;
  await worker.terminate();

  expect(await readdir(outside)).toEqual(before);
  expect((await directory.read())["outside/secret.txt"]).toBe("secret\n");
});
