import { closeSync, writeSync } from "node:fs";
import { callFailed } from "./call-failed.js";
import { isOutOfDescriptors } from "./is-out-of-descriptors.js";
import { loadKoffi } from "./load-koffi.js";
import { loadCalls, type NativeCalls } from "./native-calls.js";
import { loadSpawn, type NativeSpawn } from "./native-spawn.js";

/** The few C library calls for which Node has no API. */
export interface Native {
  /**
   * A real pipe (Node's own are sockets, in which `> /dev/stderr` fails); both ends close on exec. `bytes`: how much it should hold; the
   * kernel limits what all pipes of a user hold.
   */
  createPipe(bytes?: number): { readonly readEnd: number; readonly writeEnd: number };
  /** A pseudo-terminal: its master, which closes on exec, and the path of the command's end. */
  openTerminal(size: TerminalSize): { readonly master: number; readonly path: string };
  /** Another descriptor of the same file, which closes on exec. */
  duplicate(descriptor: number): number;
  resizeTerminal(master: number, size: TerminalSize): void;
  /**
   * Keeps commands away from this process: other processes of the user can no longer read its memory and environment, and the files
   * and sockets it was started with are not inherited.
   */
  sealProcess(): void;
  /** An executable file that exists only as a descriptor, which closes on exec. */
  fileInMemory(bytes: Uint8Array): number;
  /** 0 if the kernel has no Landlock or does not use it. */
  landlockVersion(): number;
  /** Undefined if Node has to start programs. */
  readonly spawn: NativeSpawn | undefined;
  readonly calls: NativeCalls;
  /** Reaps ended children of this process that belong to the group; true when none are left in it. */
  reapGroup(group: number): boolean;
}

/** In characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

const O_RDWR = 0o2;
const O_NOCTTY = 0o400;
const O_CLOEXEC = 0o2000000;
const TIOCSWINSZ = 0x5414;
/** Longer than any name below /dev/pts. */
const NAME_BYTES = 64;
const F_DUPFD_CLOEXEC = 1030;
const F_SETPIPE_SZ = 1031;
const PR_SET_DUMPABLE = 4;
const SYS_CLOSE_RANGE = 436;
const CLOSE_RANGE_CLOEXEC = 4;
const WNOHANG = 1;
const MFD_CLOEXEC = 1;
/** Kernels before 6.3 do not know it, and allow execution without it. */
const MFD_EXEC = 0x10;
const SYS_LANDLOCK_CREATE_RULESET = 444;
const LANDLOCK_CREATE_RULESET_VERSION = 1;

/** Loads the C library (about 3 ms); undefined if that is impossible. Linux only. Rejects if no descriptors are left. */
export async function loadNative(): Promise<Native | undefined> {
  try {
    const koffi = await loadKoffi();
    const library = koffi.load(null);
    let calls: NativeCalls | undefined;
    return {
      ...descriptorCalls(koffi, library),
      ...terminalCalls(koffi, library),
      ...processCalls(library),
      spawn: loadSpawn(library),
      get calls() {
        calls ??= loadCalls(koffi, library);
        return calls;
      },
    };
  } catch (error) {
    if (isOutOfDescriptors(error)) throw error;
    return undefined;
  }
}

type Koffi = Awaited<ReturnType<typeof loadKoffi>>;
type Library = ReturnType<Koffi["load"]>;

function descriptorCalls(koffi: Koffi, library: Library): Pick<Native, "createPipe" | "duplicate" | "fileInMemory"> {
  const pipe2 = library.func("int pipe2(_Out_ int *fds, int flags)");
  const fcntl = library.func("int fcntl(int fd, int command, int value)");
  const memfdCreate = library.func("int memfd_create(const char *name, uint flags)");
  return {
    createPipe(bytes) {
      const ends = [-1, -1];
      if (pipe2(ends, O_CLOEXEC) !== 0) throw callFailed("pipe2", koffi.errno());
      const [readEnd = -1, writeEnd = -1] = ends;
      if (bytes !== undefined) fcntl(readEnd, F_SETPIPE_SZ, bytes);
      return { readEnd, writeEnd };
    },
    duplicate(descriptor) {
      const duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
      if (duplicate < 0) throw callFailed("fcntl", koffi.errno());
      return duplicate;
    },
    fileInMemory(bytes) {
      const wanted = memfdCreate("codex-sandbox", MFD_CLOEXEC | MFD_EXEC);
      const descriptor = wanted < 0 ? memfdCreate("codex-sandbox", MFD_CLOEXEC) : wanted;
      if (descriptor < 0) throw callFailed("memfd_create", koffi.errno());
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
      return descriptor;
    },
  };
}

function terminalCalls(koffi: Koffi, library: Library): Pick<Native, "openTerminal" | "resizeTerminal"> {
  const openMaster = library.func("int posix_openpt(int flags)");
  const unlock = library.func("int unlockpt(int fd)");
  const nameOf = library.func("int ptsname_r(int fd, _Out_ uint8 *name, size_t size)");
  const ioctl = library.func("int ioctl(int fd, ulong request, void *argument)");
  const resizeTerminal = (master: number, { columns, rows }: TerminalSize) =>
    void ioctl(master, TIOCSWINSZ, Buffer.from(Uint16Array.of(rows, columns, 0, 0).buffer));
  return {
    openTerminal(size) {
      const master = openMaster(O_RDWR | O_NOCTTY | O_CLOEXEC);
      if (master < 0) throw callFailed("posix_openpt", koffi.errno());
      const name = Buffer.alloc(NAME_BYTES);
      if (unlock(master) !== 0 || nameOf(master, name, NAME_BYTES) !== 0) {
        closeSync(master);
        throw callFailed("unlockpt", koffi.errno());
      }
      resizeTerminal(master, size);
      return { master, path: name.toString("latin1", 0, name.indexOf(0)) };
    },
    resizeTerminal,
  };
}

function processCalls(library: Library): Pick<Native, "sealProcess" | "landlockVersion" | "reapGroup"> {
  const prctl = library.func("int prctl(int, ulong, ulong, ulong, ulong)");
  const landlockCreateRuleset = library.func("syscall", "long", ["long", "void *", "size_t", "uint32"]);
  const closeRange = library.func("syscall", "long", ["long", "uint", "uint", "int"]);
  const waitpid = library.func("int waitpid(int pid, void *status, int options)");
  return {
    sealProcess() {
      prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
      // Kernels without this call let commands inherit descriptors, as before.
      closeRange(SYS_CLOSE_RANGE, 3, 2 ** 31 - 1, CLOSE_RANGE_CLOEXEC);
    },
    landlockVersion() {
      const version = landlockCreateRuleset(SYS_LANDLOCK_CREATE_RULESET, null, 0, LANDLOCK_CREATE_RULESET_VERSION);
      return Math.max(0, Number(version));
    },
    reapGroup(group) {
      for (;;) {
        const pid = waitpid(-group, null, WNOHANG);
        if (pid <= 0) return pid < 0;
      }
    },
  };
}
