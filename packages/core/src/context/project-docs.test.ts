import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readProjectDocs } from "./project-docs.js";

let base: string;
let project: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "docs-")));
  project = join(base, "project");
  mkdirSync(join(project, "sub"), { recursive: true });
  writeFileSync(join(base, "private"), "private");
});
afterEach(() => rm(base, { recursive: true }));

const init = () => execFileSync("git", ["init", "-q", project]);
const read = (cwd = project) => readProjectDocs(cwd, 1000);

describe("AGENTS.md", () => {
  it("may be a link within the project", async () => {
    init();
    writeFileSync(join(project, "CLAUDE.md"), "ours");
    symlinkSync("CLAUDE.md", join(project, "AGENTS.md"));
    symlinkSync("../CLAUDE.md", join(project, "sub/AGENTS.md"));
    expect(await read(join(project, "sub"))).toBe("ours\n\nours");
  });

  it.each(["../private", "up/private", "/proc/self/environ", "/dev/zero"])(
    "is not read when it leads to %s",
    async (target) => {
      symlinkSync("..", join(project, "up"));
      symlinkSync(target, join(project, "AGENTS.md"));
      expect(await read()).toBeUndefined();
      init();
      expect(await read()).toBeUndefined();
      expect(await read(join(project, "sub"))).toBeUndefined();
    },
  );

  it.runIf(process.platform !== "win32")("is not waited for when it is a pipe", async () => {
    execFileSync("mkfifo", [join(project, "AGENTS.md")]);
    expect(await read()).toBeUndefined();
  });
});
