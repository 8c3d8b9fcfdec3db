import { existsSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { changeQueuedInput } from "./queued-input.js";
import { readSidecarFile, sidecarFile, writeSidecarFile } from "./sidecar-files.js";
import { writeThreadDeletion } from "./thread-names.js";

test("nothing is stored for a session that was deleted, and what is there can be changed", async () => {
  using folder = new TemporaryFolder({ "goals/kept.json": "1" });
  const home = folder.path;
  for (const id of ["kept", "deleted"]) await writeThreadDeletion(home, id);
  await writeSidecarFile(home, "goals", "kept", 2);
  expect(await readSidecarFile(home, "goals", "kept")).toBe(2);
  await writeSidecarFile(home, "goals", "deleted", undefined);
  await expect(writeSidecarFile(home, "goals", "deleted", 1)).rejects.toThrow("the session was deleted");
  await expect(changeQueuedInput(home, "deleted", () => ["more"])).rejects.toThrow("the session was deleted");
  expect(existsSync(sidecarFile(home, "goals", "deleted"))).toBe(false);
});
