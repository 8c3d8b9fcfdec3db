import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { base, codeOf, home, run, sessionRoots, underEachBackend, work } from "../../test/support/obeyed-world.js";
import { WORKSPACE_WRITE } from "../../test/support/workspace-write.js";

underEachBackend("writable folders that change", () => {
  const outside = () => join(home, "PWN");

  it("never make another place writable: a missing root is created as a link", async () => {
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "build"), join(base, "gone")] }];
    await run("ln -s ../home build", { policy, roots });
    symlinkSync(home, join(base, "gone"));
    await run("touch ../home/PWN build/PWN ../gone/PWN", { policy, roots });
    expect(existsSync(outside())).toBe(false);
  });

  it("never make another place writable: a parent folder is renamed", async () => {
    mkdirSync(join(work, "out/deep"), { recursive: true });
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "out/deep")] }];
    await run("mv out o2; mkdir out; ln -s ../../home out/deep", { policy, roots });
    await run("touch ../home/PWN out/deep/PWN", { policy, roots });
    expect(existsSync(outside())).toBe(false);
  });

  it("never make another place writable: a root that is only named after commands have run", async () => {
    const roots = sessionRoots();
    await run("ln -s ../home late", { roots });
    await run("touch late/PWN", { roots, policy: { writable_roots: [join(work, "late")] } });
    expect(existsSync(outside())).toBe(false);
  });

  it("refuse with a one-line message if the project's folder was replaced", async () => {
    const roots = sessionRoots();
    roots.learn(WORKSPACE_WRITE, work);
    await rm(work, { recursive: true });
    symlinkSync(home, work);
    const said = await codeOf(run("touch PWN", { roots }));
    expect(said).toMatch(/work is not the folder any more that it was when the session began/);
    expect(String(said)).not.toContain("\n");
    expect(existsSync(outside())).toBe(false);
  });

  it("may be recreated inside a project: a build folder that is cleaned", async () => {
    mkdirSync(join(work, "build"));
    const [roots, policy] = [sessionRoots(), { writable_roots: [join(work, "build")] }];
    expect(await codeOf(run("rm -r build && mkdir build && touch build/x", { policy, roots }))).toBe(0);
    expect(await codeOf(run("touch build/y", { policy, roots }))).toBe(0);
  });
});
