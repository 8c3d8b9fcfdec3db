/** The few calls to the C library that Node has no API for. */
export interface Native {
  /** A real pipe (Node's own are sockets, in which `> /dev/stderr` fails); both ends close on exec. */
  createPipe(): { readonly readEnd: number; readonly writeEnd: number };
  /** Keeps other processes of the same user from reading this process's memory and environment. */
  hideProcess(): void;
}

const O_CLOEXEC = 0o2000000;
const F_SETPIPE_SZ = 1031;
const PIPE_BYTES = 1024 * 1024;
const PR_SET_DUMPABLE = 4;

/** Loads the C library (about 6 ms); undefined where that is not possible. Linux only. */
export async function loadNative(): Promise<Native | undefined> {
  try {
    const { default: koffi } = await import("koffi");
    const library = koffi.load(null);
    const pipe2 = library.func("int pipe2(_Out_ int *fds, int flags)");
    const fcntl = library.func("int fcntl(int fd, int command, int value)");
    const prctl = library.func("int prctl(int, ulong, ulong, ulong, ulong)");
    return {
      createPipe() {
        const ends = [-1, -1];
        if (pipe2(ends, O_CLOEXEC) !== 0) throw new Error(`pipe2 failed with error ${koffi.errno()}`);
        const [readEnd = -1, writeEnd = -1] = ends;
        // A bigger pipe means fewer turns for much output; the default does as well.
        fcntl(readEnd, F_SETPIPE_SZ, PIPE_BYTES);
        return { readEnd, writeEnd };
      },
      hideProcess() {
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
      },
    };
  } catch {
    return undefined;
  }
}
