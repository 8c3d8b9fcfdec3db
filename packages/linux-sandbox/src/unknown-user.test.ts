import { expect, it } from "vitest";
import { createLinuxSandbox } from "./linux-sandbox.js";

const isRoot = process.getuid?.() === 0;

// Containers run like this, with a user id that is in no user database.
it.runIf(isRoot)("confines commands of a user who is in no user database", async () => {
  process.setgroups?.([]);
  process.setgid?.(54_321);
  process.setuid?.(54_322);
  await using sandbox = createLinuxSandbox({ arch: process.arch, platform: process.platform });
  const works = (await sandbox.report()).filter((report) => report.works);
  expect(works).not.toEqual([]);
  const command = ["sh", "-c", "id -u; id -g; ! echo x > /dev/full"];
  const outcome = await sandbox.spawn(
    { command, cwd: "/", env: { PATH: "/usr/bin:/bin" } },
    { writableRoots: [], network: false },
  );
  if (outcome.type !== "spawned") throw new TypeError(outcome.type);
  let text = "";
  await outcome.process.stdout.read((bytes) => (text += Buffer.from(bytes).toString()));
  expect(await outcome.process.exited).toMatchObject({ code: 0 });
  expect(text).toBe("54322\n54321\n");
});
