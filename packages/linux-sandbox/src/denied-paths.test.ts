import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { privateFolder, TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSandbox, workingBackends } from "../test/confined.js";
import type { BackendName } from "./backend.js";
import type { Confinement } from "./confinement.js";
import type { LinuxSandbox } from "./linux-sandbox.js";

const backends = await workingBackends();
const works = (name: BackendName) => backends.includes(name);
const place = privateFolder();

let base: TemporaryFolder;

beforeEach(() => {
  base = new TemporaryFolder({}, place);
  for (const folder of ["work/a/keys/inner", "work/docs/private", "other"])
    mkdirSync(base.at(folder), { recursive: true });
  for (const file of ["work/a/keys/one", "work/a/keys/inner/two", "work/.env", "other/four"])
    writeFileSync(base.at(file), "canary");
  writeFileSync(base.at("work/docs/private/three"), "third");
  for (const file of ["work/plain", "work/docs/plain"]) writeFileSync(base.at(file), "plain");
  symlinkSync("a/keys", base.at("work/link"));
});
afterEach(() => base[Symbol.dispose]());

const DENIED = ["work/a/keys", "work/.env", "other", "not/there"];

async function run(sandbox: LinuxSandbox, script: string, confinement: Partial<Confinement> = {}) {
  const outcome = await sandbox.spawn(
    { command: ["bash", "-c", script], cwd: base.at("work"), env: { PATH: "/usr/bin:/bin" } },
    {
      writableRoots: [{ root: base.at("work"), readOnlySubpaths: [] }],
      network: false,
      deniedPaths: DENIED.map((path) => base.at(path)),
      ...confinement,
    },
  );
  if (outcome.type !== "spawned") return outcome.message;
  let text = "";
  const append = (bytes: Uint8Array) => {
    text += Buffer.from(bytes).toString();
  };
  const { stdout, stderr, exited } = outcome.process;
  await Promise.all([exited, stdout.read(append), stderr.read(append)]);
  return text;
}

const WAYS = `
cat a/keys/one a/keys/inner/two link/one .env ../other/four /proc/self/cwd/.env /proc/self/root$PWD/a/keys/one
ls a/keys link ../other; grep -r can . ..; cp .env copy; cat copy; ln .env hard; cat hard; cp -r a b; cat b/keys/one
mv .env moved; cat moved; mv a/keys a/others; cat a/others/one; mv a b; cat b/keys/one; cd b && cat keys/one; dd if=/proc/self/cwd/../.env
`;
const WRITES = "echo x > .env; echo x > a/keys/new; rm -rf .env a ../other; echo x > ../other/new; true";

describe.each<BackendName>(["bwrap", "unshare"])("denied paths under %s", (name) => {
  describe.skipIf(!works(name) || place === undefined)("(skipped where it does not work)", () => {
    it.each([["work"], [""]])("cannot be read under any name, nor moved away; writable: %j", async (root) => {
      await using sandbox = openSandbox(name);
      const writableRoots = [{ root: base.at(root), readOnlySubpaths: [] }];
      expect(await run(sandbox, WAYS, { writableRoots })).not.toContain("canary");
      expect(await run(sandbox, "cat plain docs/plain; echo y > made; cat made", { writableRoots })).toBe(
        "plainplainy\n",
      );
      expect(await run(sandbox, WAYS, { writableRoots })).not.toContain("canary");
    });

    it("cannot be written, nor can anything be created in them", async () => {
      await using sandbox = openSandbox(name);
      await run(sandbox, WRITES, { writableRoots: [{ root: base.path, readOnlySubpaths: [] }] });
      for (const file of ["work/a/keys/one", "work/.env", "other/four"])
        expect(readFileSync(base.at(file), "utf8")).toBe("canary");
      expect(["work/a/keys/new", "other/new"].some((file) => existsSync(base.at(file)))).toBe(false);
    });

    it("do not make read-only folders around them writable", async () => {
      await using sandbox = openSandbox(name);
      const text = await run(sandbox, "cat docs/private/three; echo x > docs/new; echo x > docs/private/new; ls docs", {
        writableRoots: [{ root: base.at("work"), readOnlySubpaths: [base.at("work/docs")] }],
        deniedPaths: [base.at("work/docs/private/three")],
      });
      expect(text).not.toContain("third");
      expect(text).toContain("Read-only file system");
      expect(existsSync(base.at("work/docs/new")) || existsSync(base.at("work/docs/private/new"))).toBe(false);
    });

    it("work next to hidden files and on them", async () => {
      await using sandbox = openSandbox(name);
      const hiddenFiles = [base.at("other/four"), base.at("work/.env")];
      const text = await run(sandbox, `${WAYS}\ncat plain`, { writableRoots: [], hiddenFiles });
      expect(text).not.toContain("canary");
      expect(text).toContain("plain");
    });
  });
});

describe.skipIf(!works("landlock") || place === undefined)("denied paths under landlock alone", () => {
  it("cannot be read where nothing is writable", async () => {
    await using sandbox = openSandbox("landlock");
    const text = await run(sandbox, `${WAYS}\ncat plain`, { writableRoots: [] });
    expect(text).not.toContain("canary");
    expect(text).toContain("plain");
  });

  it("keep commands from running where they could be moved, as read-only paths do", async () => {
    await using sandbox = openSandbox("landlock");
    expect(await run(sandbox, "echo ran")).toContain("cannot be hidden from commands that may write all around it");
    expect(await run(sandbox, "echo ran", { deniedPaths: [], needsMounts: true })).toContain("no sandbox works here");
  });
});
