import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSandbox, runConfined, workingBackends } from "./confined.js";

const works = (await workingBackends()).includes("landlock");

let base: TemporaryFolder;
let workspace: string;

beforeEach(() => {
  base = new TemporaryFolder();
  workspace = base.at("work");
  mkdirSync(join(workspace, "inside"), { recursive: true });
  mkdirSync(base.at("outside"));
  for (const folder of ["work/inside", "outside"]) writeFileSync(base.at(folder, "file"), "x", { mode: 0o600 });
});
afterEach(() => base[Symbol.dispose]());

/** The output of a Python script, under Landlock alone. */
async function python(code: string): Promise<string> {
  await using sandbox = openSandbox("landlock");
  const script = `/usr/bin/python3 - <<'END'\nimport ctypes, errno, os, stat, threading\n${code}\nEND\n`;
  const confinement = { writableRoots: [{ root: workspace, readOnlySubpaths: [] }], network: false };
  const env = { PATH: "/usr/bin:/bin" };
  return (await runConfined(sandbox, { script, cwd: workspace, env, confinement })).text;
}

// Changes outside are covered by the table of guarantees.
describe.skipIf(!works)(
  "modes, owners, times and attributes under Landlock alone (skipped where it does not work)",
  () => {
    it("can be changed inside: by path, folder and descriptor, and of links", async () => {
      const text = await python(`
f = "inside/file"; fd = os.open(f, os.O_RDONLY); folder = os.open("inside", os.O_RDONLY)
mode = lambda: oct(os.stat(f).st_mode & 0o7777)
os.chmod(f, 0o640); print(mode())
os.fchmod(fd, 0o2755); print(mode())
os.chmod("file", 0o600, dir_fd=folder); print(mode())
os.chmod("/proc/self/cwd/inside/file", 0o611); print(mode())
os.utime(f, ns=(1, 1700000000123456789)); print(os.stat(f).st_mtime_ns)
os.utime(fd, ns=(1, 1600000000000000001)); print(os.stat(f).st_mtime_ns)
ctypes.CDLL(None).utimes(f.encode(), (ctypes.c_long * 4)(5, 6, 7, 8)); print(os.stat(f).st_mtime_ns)
os.utime(f); print(os.stat(f).st_mtime_ns > 1700000000123456789)
os.chown(f, os.getuid(), -1); os.fchown(fd, -1, os.getgid())
os.symlink("nowhere", "inside/link"); os.lchown("inside/link", os.getuid(), os.getgid())
os.utime("inside/link", ns=(1, 2), follow_symlinks=False); print(os.lstat("inside/link").st_mtime_ns)
try:
  os.setxattr(f, "user.a", b"value"); print(os.getxattr(fd, "user.a")); os.removexattr(fd, "user.a"); print(os.listxattr(f))
except OSError as error: print(b"value" if error.errno == errno.ENOTSUP else error); print([])`);
      expect(text.split("\n")).toEqual([
        ...["0o640", "0o2755", "0o600", "0o611", "1700000000123456789", "1600000000000000001", "7000008000"],
        ...["True", "2", "b'value'", "[]", ""],
      ]);
    });

    it("fail with the usual errors", async () => {
      const text = await python(`
def code(call):
  try: call()
  except OSError as error: return errno.errorcode[error.errno]
print(code(lambda: os.chmod("no-such", 0o600)), code(lambda: os.chmod("", 0o600)), code(lambda: os.fchmod(99, 0o600)))
print(code(lambda: os.chmod("inside/file/x", 0o600)), code(lambda: os.setxattr("inside", "trusted.a", b"x")))
print(ctypes.CDLL(None, use_errno=True).chmod(ctypes.c_void_p(8), 0o600), errno.errorcode[ctypes.get_errno()])`);
      expect(text).toBe("ENOENT ENOENT EBADF\nENOTDIR EPERM\n-1 EFAULT\n");
    });

    it("cannot be changed outside by swapping a link", async () => {
      symlinkSync("inside", join(workspace, "way"));
      const before = statSync(base.at("outside/file"));
      await python(`
done = False
def flip():
  while not done:
    for target in ("../outside", "inside"):
      os.symlink(target, "new"); os.rename("new", "way")
thread = threading.Thread(target=flip); thread.start()
for _ in range(300):
  for change in (lambda: os.chmod("way/file", 0o777), lambda: os.utime("way/file", (1, 1))):
    try: change()
    except OSError: pass
done = True; thread.join()`);
      const after = statSync(base.at("outside/file"));
      expect([after.mode, after.mtimeMs]).toEqual([before.mode, before.mtimeMs]);
    });
  },
);
