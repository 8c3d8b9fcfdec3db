import { execFileSync } from "node:child_process";
import { chmod, chown, link, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyIn } from "./apply-in.js";
import { temporaryDirectory } from "./temporary-directory.js";

const isRoot = process.getuid?.() === 0;
const UPDATE = ["*** Update File: a", "-one", "+two"];

/** Mounts one file over another, as containers do; undefined if that is not permitted. */
function mounted(source: string, target: string): Disposable | undefined {
  try {
    execFileSync("mount", ["--bind", source, target], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return { [Symbol.dispose]: () => execFileSync("umount", [target]) };
}

describe("an existing file", () => {
  test.runIf(isRoot)("keeps its owner when root changes it", async () => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "one\n", b: "one\n" });
    await chown(join(directory.path, "a"), 1234, 4321);
    await chmod(join(directory.path, "a"), 0o640);
    expect(await applyIn(directory.path, UPDATE)).toMatchObject({ ok: true });
    const { uid, gid, mode } = await stat(join(directory.path, "a"));
    expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 1234, gid: 4321, mode: 0o640 });
  });

  test.runIf(isRoot)("may be a mount, and is unchanged after a patch that failed", async (context) => {
    await using directory = await temporaryDirectory();
    await directory.write({ a: "", b: "", c: "c\n", source: "one\n", other: "b\n" });
    using a = mounted(join(directory.path, "source"), join(directory.path, "a"));
    using b = mounted(join(directory.path, "other"), join(directory.path, "b"));
    if (a === undefined || b === undefined) return context.skip();
    expect(await applyIn(directory.path, [...UPDATE, "*** Delete File: c"])).toMatchObject({ ok: true });
    expect(await directory.read()).toEqual({ a: "two\n", source: "two\n", b: "b\n", other: "b\n" });
    const update = ["*** Update File: a", "-two", "+three and more"];
    expect(await applyIn(directory.path, [...update, "*** Delete File: b"])).toMatchObject({ ok: false });
    expect(await directory.read()).toEqual({ a: "two\n", source: "two\n", b: "b\n", other: "b\n" });
  });

  test.skipIf(isRoot)(
    "is changed in place if nothing can be created next to it, unless it has another name",
    async () => {
      await using directory = await temporaryDirectory();
      await mkdir(join(directory.path, "closed"));
      await directory.write({ "closed/a": "one\n", "closed/linked": "one\n" });
      await link(join(directory.path, "closed/linked"), join(directory.path, "elsewhere"));
      await chmod(join(directory.path, "closed"), 0o555);
      const update = (name: string) => applyIn(directory.path, [`*** Update File: closed/${name}`, "-one", "+two"]);
      const results = [await update("a"), await update("linked")];
      await chmod(join(directory.path, "closed"), 0o755);
      expect(results).toMatchObject([{ ok: true }, { ok: false }]);
      expect(await directory.read()).toMatchObject({
        "closed/a": "two\n",
        "closed/linked": "one\n",
        elsewhere: "one\n",
      });
    },
  );
});
