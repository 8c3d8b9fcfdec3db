import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { applyIn } from "./apply-in.js";
import { temporaryDirectory } from "./temporary-directory.js";

const swaps = 10_000;

/**
 * Swaps `folder` for a link to the directory outside and back, as fast as it can. In between a patch may have made a
 * `folder` of its own, inside, which is put out of the way.
 */
const swapper = `
  const { renameSync, rmSync, symlinkSync } = require("node:fs");
  const { workerData, parentPort } = require("node:worker_threads");
  const { folder, away, outside, swaps } = workerData;
  for (let done = 0; done < swaps; ) {
    renameSync(folder, away);
    try {
      symlinkSync(outside, folder);
      done++;
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

test(`a directory swapped for a link ${swaps} times while patches are applied lets nothing out`, async () => {
  await using directory = await temporaryDirectory();
  const workspace = join(directory.path, "app");
  const outside = join(directory.path, "outside");
  await mkdir(join(workspace, "folder"), { recursive: true });
  await directory.write({ "outside/secret.txt": "secret\n", "app/folder/secret.txt": "secret\n" });
  const before = await readdir(outside);

  const workerData = { folder: join(workspace, "folder"), away: join(workspace, "away"), outside, swaps };
  const worker = new Worker(swapper, { eval: true, workerData });
  let swapping = true;
  const finished = new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  }).finally(() => {
    swapping = false;
  });

  let applied = 0;
  let denied = 0;
  for (let round = 0; swapping; round++) {
    const result = await applyIn(workspace, [
      ...[`*** Add File: folder/new-${round % 5}.txt`, "+written by the patch"],
      ...[`*** Add File: folder/deep/${round % 5}/file.txt`, "+written by the patch"],
      ...["*** Update File: folder/secret.txt", "-secret", "+secret", `+${round}`],
      ...(round % 3 === 0 ? ["*** Delete File: folder/secret.txt", "*** Add File: folder/secret.txt", "+secret"] : []),
    ]);
    if (result.ok) applied++;
    if (result.denied) denied++;
  }
  await finished;
  await worker.terminate();

  expect(await readdir(outside)).toEqual(before);
  expect((await directory.read())["outside/secret.txt"]).toBe("secret\n");
  // Otherwise nothing was raced.
  expect(applied).toBeGreaterThan(0);
  expect(denied).toBeGreaterThan(0);
});
