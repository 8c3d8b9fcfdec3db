import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { privateFolder, TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSandbox, workingBackends } from "../test/confined.js";
import type { BackendName } from "./backend.js";
import type { Confinement } from "./confinement.js";
import type { LinuxSandbox } from "./linux-sandbox.js";

const backends = await workingBackends();
const works = (name: BackendName) => backends.includes(name);

// Not in /tmp or in a checkout there: Landlock cannot hide files in a folder that everybody writes to.
const place = privateFolder();

let base: TemporaryFolder;
let secret: string;

beforeEach(() => {
  base = new TemporaryFolder({}, place);
  for (const folder of ["home/.codex/sessions", "home/work"]) mkdirSync(base.at(folder), { recursive: true });
  secret = base.at("home/.codex/auth.json");
  writeFileSync(secret, "canary");
  for (const file of ["home/.codex/config.toml", "home/.codex/sessions/x", "home/work/x", "home/x", "x"])
    writeFileSync(base.at(file), "plain");
  symlinkSync(secret, base.at("home/work/link"));
});
afterEach(() => base[Symbol.dispose]());

interface How {
  readonly within?: Partial<Confinement>;
  readonly onOutput?: () => void;
}

async function run(sandbox: LinuxSandbox, script: string, writable: readonly string[], { within, onOutput }: How = {}) {
  const outcome = await sandbox.spawn(
    { command: ["bash", "-c", script], cwd: base.at("home/work"), env: { PATH: "/usr/bin:/bin" } },
    {
      writableRoots: writable.map((root) => ({ root: base.at(root), readOnlySubpaths: [] })),
      network: false,
      hiddenFiles: [secret],
      ...within,
    },
  );
  if (outcome.type !== "spawned") throw new Error(outcome.message);
  let text = "";
  const append = (bytes: Uint8Array) => {
    if (text === "") onOutput?.();
    text += Buffer.from(bytes).toString();
  };
  const { stdout, stderr, exited } = outcome.process;
  await Promise.all([exited, stdout.read(append), stderr.read(append)]);
  return text;
}

const WAYS = `
cat ../.codex/auth.json ${"$"}PWD/../.codex/auth.json link /proc/self/root${"$"}PWD/link /proc/self/cwd/../.codex/auth.json
cat < link; cp link copy; cat copy; ln -f ../.codex/auth.json hard; cat hard; mv ../.codex ../moved; cat ../moved/auth.json
mv ../moved ../.codex; grep -r can ..; dd if=link; perl -e 'open F, "<", "link" and print <F>'
`;
const PLAIN =
  "cat ../.codex/config.toml ../.codex/sessions/x x ../x ../../x && ls ../.codex | grep -v auth.json && cat /etc/hostname >/dev/null";

const RENEWED = `
echo begun; until [ -e go ]; do sleep 0.01; done
cat link ../.codex/auth.json ../.codex/auth.json.bak ../.codex/.*.* ../.codex/next
cat ../.codex/config.toml ../.codex/linked.toml ../.codex/sessions/x
`;

describe.each<BackendName>(["landlock", "bwrap", "unshare"])("a hidden file under %s", (name) => {
  describe.skipIf(!works(name) || place === undefined)(
    "(skipped where it does not work, or where homes are shared)",
    () => {
      it.each([[[]], [["home/work"]], ...(name === "landlock" ? [] : [[["home"]], [[""]]])])(
        "cannot be read under any name, and nothing else is hidden; writable: %j",
        async (writable) => {
          await using sandbox = openSandbox(name);
          expect(await run(sandbox, PLAIN, writable)).toBe(`${"plain".repeat(5)}config.toml\nsessions\n`);
          expect(await run(sandbox, WAYS, writable)).not.toContain("canary");
        },
      );

      it.each([[[]], [["home/work"]], ...(name === "landlock" ? [] : [[["home"]], [[""]]])])(
        "cannot be read if it is created or replaced while a command runs; writable: %j",
        async (writable) => {
          const codex = base.at("home/.codex");
          const late = join(codex, ".credentials.json");
          const renew = () => {
            for (const name of [".auth.json.1.tmp", ".credentials.json", "next"])
              writeFileSync(join(codex, name), "canary");
            renameSync(join(codex, "next"), secret);
            writeFileSync(base.at("home/work/go"), "");
          };
          writeFileSync(join(codex, "auth.json.bak"), "canary");
          symlinkSync("config.toml", join(codex, "linked.toml"));
          await using sandbox = openSandbox(name);
          const within = { hiddenFiles: [secret, late], sealedFolders: [codex] };
          const text = await run(sandbox, RENEWED, writable, { within, onOutput: renew });
          expect(text).not.toContain("canary");
          expect(text).toContain("plain".repeat(3));
        },
      );

      it("does not hide what is created later", async () => {
        await using sandbox = openSandbox(name);
        expect(await run(sandbox, "cat x", [])).toBe("plain");
        writeFileSync(base.at("home/later"), "later");
        expect(await run(sandbox, "cat ../later x", [])).toBe("laterplain");
      });
    },
  );
});
