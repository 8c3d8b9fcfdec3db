import { expect, test } from "vitest";
import { Confinements } from "../safety/confinements.js";
import type { Watch } from "../safety/obeyed/obeyed-files.js";
import { isWorthReporting, putAsideMessage, putAsideNote } from "./output/put-aside-note.js";
import { startWatched } from "./start-watched.js";

class BrokenConfinements extends Confinements {
  override async prepare() {
    const watch: Watch = { protectedPaths: [], end: () => Promise.reject(new Error("no descriptors")) };
    return { type: "prepared" as const, confinement: { writableRoots: [], network: false }, watch };
  }
}

test("a folder that cannot be inspected after a command fails the command with a message, and rejects nowhere else", async () => {
  const request = { sandboxPolicy: { mode: "read-only" as const }, sandboxCwd: "/" };
  const started = await startWatched(new BrokenConfinements({}), request, async () => ({
    type: "spawned",
    process: {},
  }));
  const aside = started.type === "spawned" ? await started.process.restore?.() : undefined;
  expect(aside).toEqual({ paths: [], isFailure: true, fault: "no descriptors" });
  if (aside === undefined) return;
  expect(isWorthReporting(aside)).toBe(true);
  expect(putAsideNote(aside)).toContain("no descriptors");
  expect(putAsideMessage(aside)).toContain("no descriptors");
});
