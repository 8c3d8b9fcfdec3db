import { mkdirSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { TemporaryFolder } from "@codex/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BackendName } from "../src/index.js";
import { BACKENDS, openSandbox, runConfined, workingBackends } from "./confined.js";

/** Answers each connection with one word. */
async function serve(address: string | number, word: string): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => {}).end(word));
  await new Promise<void>((resolve) => server.listen(address, resolve));
  return server;
}

let base: TemporaryFolder;
let workspace: string;
let port: number;
const servers: Server[] = [];

/** Which local sockets of this machine commands can reach, with each backend that works for this user. */
export async function describeUnixSockets(): Promise<void> {
  const works = await workingBackends();
  beforeAll(async () => {
    base = new TemporaryFolder();
    workspace = base.at("work");
    mkdirSync(workspace);
    servers.push(await serve(base.at("open"), "open"), await serve(base.at("shut"), "shut"));
    servers.push(await serve(join(workspace, "inside"), "inside"), await serve(`\0${base.path}`, "abstract"));
    const online = await serve(0, "online");
    servers.push(online);
    const address = online.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
    symlinkSync("../open", join(workspace, "to-open"));
    symlinkSync("../shut", join(workspace, "to-shut"));
  });
  afterAll(() => {
    for (const server of servers) server.close();
    base[Symbol.dispose]();
  });

  describe.each(BACKENDS)("%s", (name) => {
    describe.skipIf(!works.includes(name))("(skipped where it does not work)", () => {
      it("lets a command connect to the listed sockets by any path, and to no others", async () => {
        const code = `
print(ask(base + "/open"), ask("../open"), ask("to-open"))
print(ask(base + "/shut"), ask("../shut"), ask("to-shut"), ask("\\0" + base), ask("inside"), ask("/no/such"))
print(ask(base + "/open", type=socket.SOCK_DGRAM))`;
        expect(await python(name, code, [base.at("open")])).toBe(
          `open open open\n${Array(6).fill("EPERM").join(" ")}\nEPERM\n`,
        );
      });

      it("does not affect the network, for blocking and non-blocking sockets", async () => {
        const code = `
ip = ("127.0.0.1", port)
free = socket.socket(); free.bind(("127.0.0.1", 0)); closed = free.getsockname(); free.close()
print(ask(ip, socket.AF_INET), ask(ip, socket.AF_INET, blocking=False), ask(closed, socket.AF_INET))`;
        const text = await python(name, code, [base.at("open")]);
        expect(text).toMatch(/^online in progress ECONNREFUSED\n$/);
      });

      it("is not fooled by changing addresses or swapped descriptors", async () => {
        const code = `
import ctypes, struct
libc = ctypes.CDLL(None, use_errno=True)
good, bad = [struct.pack("H", 1) + (base + path).encode() + b"\\0" for path in ("/open", "/shut")]
address = ctypes.create_string_buffer(good, 110)
done = False
def flip():
  while not done:
    ctypes.memmove(address, bad, len(bad)); ctypes.memmove(address, good, len(good))
thread = threading.Thread(target=flip); thread.start()
words = set()
for _ in range(200):
  s = socket.socket(socket.AF_UNIX)
  if libc.connect(s.fileno(), address, len(good)) == 0: words.add(s.recv(100).decode())
  s.close()
done = True; thread.join()
print("shut" in words)`;
        expect(await python(name, code, [base.at("open")])).toBe("False\n");
      });

      it("allows no socket that commands could replace", async () => {
        const named = [join(workspace, "inside"), join(workspace, "to-shut"), base.at("no-such")];
        expect(await python(name, 'print(ask("inside"), ask("to-shut"), ask(base + "/shut"))', named)).toBe(
          "EPERM EPERM EPERM\n",
        );
      });
    });
  });
}

/** The results of Python expressions. */
async function python(name: BackendName, code: string, unixSockets: readonly string[]) {
  await using sandbox = openSandbox(name);
  const script = `/usr/bin/python3 - <<'END'\n${HELPERS}${code}\nEND\n`;
  const writableRoots = [{ root: workspace, readOnlySubpaths: [] }];
  const confinement = { writableRoots, network: true, unixSockets };
  const env = { PATH: "/usr/bin:/bin", BASE: base.path, PORT: String(port) };
  const { text } = await runConfined(sandbox, { script, cwd: workspace, env, confinement });
  return text;
}

const HELPERS = `
import errno, os, socket, threading, time
base, port = os.environ["BASE"], int(os.environ["PORT"])
def ask(address, family=socket.AF_UNIX, type=socket.SOCK_STREAM, blocking=True):
  try:
    s = socket.socket(family, type)
    if not blocking: s.setblocking(False)
    code = s.connect_ex(address)
    if code == errno.EINPROGRESS: return "in progress"
    if code != 0: return errno.errorcode[code]
    return s.recv(100).decode()
  except OSError as error: return errno.errorcode[error.errno]
`;
