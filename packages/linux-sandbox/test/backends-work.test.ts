import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import type { BackendName } from "../src/index.js";
import { workingBackends } from "./confined.js";

/** What shows, without any code of this package, that the system allows a backend. */
const ALLOWED: Readonly<Record<BackendName, readonly [program: string, ...args: string[]]>> = {
  bwrap: ["/usr/bin/bwrap", "--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true"],
  unshare: ["/usr/bin/unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", "true"],
  // Asks for the version of Landlock.
  landlock: ["/usr/bin/python3", "-c", "import ctypes; exit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1)"],
};

// Other tests skip a backend that does not work, so a fault of ours would go unnoticed.
it("every backend works that the system allows", async () => {
  const allowed = Object.entries(ALLOWED).flatMap(([name, [program, ...args]]) =>
    spawnSync(program, args).status === 0 ? [name] : [],
  );
  expect(await workingBackends()).toEqual(expect.arrayContaining(allowed));
});
