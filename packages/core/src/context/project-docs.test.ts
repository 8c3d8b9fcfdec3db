import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { projectAt } from "../../test/support/project-at.js";
import { projectDocNames } from "../config/project-doc-names.js";
import { readProjectDocs } from "./project-docs.js";

let base: TemporaryFolder;
let project: string;
beforeEach(() => {
  base = new TemporaryFolder();
  project = base.at("project");
  mkdirSync(join(project, "sub"), { recursive: true });
  writeFileSync(base.at("private"), "private");
});
afterEach(() => base[Symbol.dispose]());

const init = () => execFileSync("git", ["init", "-q", project]);
const read = async (cwd = project, fallbacks: readonly string[] = [], onLeftOut?: (message: string) => void) =>
  readProjectDocs((await projectAt(cwd)).folders, { maxBytes: 1000, names: projectDocNames(fallbacks), onLeftOut });

describe("AGENTS.md", () => {
  it("may have other names that the user configures, in folders without one", async () => {
    init();
    writeFileSync(join(project, "AGENTS.md"), "\uFEFFagents");
    writeFileSync(join(project, "CLAUDE.md"), "not read");
    writeFileSync(join(project, "sub/CLAUDE.md"), "claude");
    writeFileSync(base.at("CLAUDE.md"), "outside");
    expect(await read(join(project, "sub"))).toBe("agents");
    expect(await read(join(project, "sub"), ["../CLAUDE.md", "NONE.md", "CLAUDE.md"])).toBe("agents\n\nclaude");
  });

  it("is cut at a character boundary", async () => {
    init();
    writeFileSync(join(project, "AGENTS.md"), `x${"日".repeat(400)}`);
    expect(await read()).toBe(`x${"日".repeat(333)}`);
    writeFileSync(join(project, "AGENTS.md"), "日".repeat(400));
    expect(await read()).toBe("日".repeat(333));
  });

  it("is reported if it is cut, or a link out of the project", async () => {
    init();
    const said: string[] = [];
    const reported = async (text: string) => {
      said.length = 0;
      writeFileSync(join(project, "AGENTS.md"), text);
      await read(join(project, "sub"), [], (message) => said.push(message));
      return said;
    };
    symlinkSync("../../private", join(project, "sub/AGENTS.md"));
    expect(await reported("short")).toEqual([
      expect.stringMatching(/sub\/AGENTS\.md is left out: .*outside of the project/),
    ]);
    rmSync(join(project, "sub/AGENTS.md"));
    expect(await reported("x".repeat(1001))).toEqual([
      expect.stringMatching(/project\/AGENTS\.md is cut off: .*1000 bytes .*project_doc_max_bytes/),
    ]);
    expect(await reported("x".repeat(1000))).toEqual([]);
    writeFileSync(join(project, "sub/AGENTS.md"), "inner");
    expect(await reported("x".repeat(1000))).toEqual([
      expect.stringMatching(/sub\/AGENTS\.md is left out: .*1000 bytes .*project_doc_max_bytes/),
    ]);
  });

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

  it.runIf(process.platform !== "win32")("does not block when it is a pipe (not on Windows)", async () => {
    execFileSync("mkfifo", [join(project, "AGENTS.md")]);
    expect(await read()).toBeUndefined();
  });
});
