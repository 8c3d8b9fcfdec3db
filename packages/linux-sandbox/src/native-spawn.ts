import self from "node:process";

/** A program to start in `/`, with an empty environment. */
export interface ProgramStart {
  readonly command: readonly string[];
  /** In a session, and so a process group, of its own. */
  readonly detached: boolean;
  /** Its descriptors from 0 on; `ignore` means `/dev/null`. */
  readonly stdio: readonly ("ignore" | number)[];
}

/** The calls that start programs and wait for them. */
export interface NativeSpawn {
  /**
   * Returns the new process's id, or a negative errno. Differs from Node's own way: it takes no longer in a big process, because no
   * memory is copied. It blocks this thread until the program has begun.
   */
  start(start: ProgramStart): number;
  /** The same, but another thread waits until the program has begun, which can take a while on a busy machine. */
  startElsewhere(start: ProgramStart): Promise<number>;
  /** The exit status as `waitpid` reports it; undefined while the process runs. Call it until the process has ended. */
  statusOf(pid: number): number | undefined;
}

/** The part of koffi that this file uses. */
interface Library {
  func(declaration: string): Callable;
}
interface Callable {
  (...args: unknown[]): number;
  async(...args: unknown[]): void;
}

/** Larger than these structures are in any C library. */
const [ACTIONS_BYTES, ATTRIBUTES_BYTES, SIGNAL_SET_BYTES] = [512, 1024, 128];
const [SET_SIGNAL_DEFAULTS, SET_SIGNAL_MASK, SET_SESSION] = [0x04, 0x08, 0x80];
const O_RDWR = 2;
const WNOHANG = 1;
const ALL_SIGNALS = Buffer.alloc(SIGNAL_SET_BYTES, 0xff);
const NO_SIGNALS = Buffer.alloc(SIGNAL_SET_BYTES);

/** Undefined if the C library is too old, and in worker threads, which receive no signals. */
export function loadSpawn(library: Library): NativeSpawn | undefined {
  try {
    // In the main thread, both are equal. Asking Node would load its whole worker module, which takes longer than a command.
    if (library.func("int gettid()")() !== self.pid) return undefined;
    return spawnCalls(library);
  } catch {
    return undefined;
  }
}

function spawnCalls(library: Library): NativeSpawn {
  const spawn = library.func(
    "int posix_spawn(_Out_ int *pid, str path, void *actions, void *attributes, str *argv, str *env)",
  );
  const waitpid = library.func("int waitpid(int pid, _Out_ int *status, int options)");
  const prepare = preparation(library);
  return {
    start(start) {
      const { args, finish } = prepare(start);
      return finish(spawn(...args));
    },
    startElsewhere(start) {
      const { args, finish } = prepare(start);
      return new Promise((resolve, reject) => {
        spawn.async(...args, (failure: unknown, error: number) => {
          const result = finish(error);
          if (failure) reject(failure);
          else resolve(result);
        });
      });
    },
    statusOf(pid) {
      const status = [0];
      return waitpid(pid, status, WNOHANG) === 0 ? undefined : status[0];
    },
  };
}

/** The arguments of `posix_spawn`. */
interface PreparedStart {
  readonly args: readonly unknown[];
  /** Must be called with what `posix_spawn` returned. Returns the process's id, or a negative errno. */
  finish(error: number): number;
}

function preparation(library: Library): (start: ProgramStart) => PreparedStart {
  const initActions = library.func("int posix_spawn_file_actions_init(void *actions)");
  const destroyActions = library.func("int posix_spawn_file_actions_destroy(void *actions)");
  const addDup = library.func("int posix_spawn_file_actions_adddup2(void *actions, int fd, int target)");
  const addOpen = library.func(
    "int posix_spawn_file_actions_addopen(void *actions, int fd, str path, int flags, uint mode)",
  );
  const addFolder = library.func("int posix_spawn_file_actions_addchdir_np(void *actions, str path)");
  const createAttributes = attributesOf(library);
  const [own, shared] = [createAttributes(true), createAttributes(false)];
  return ({ command, detached, stdio }) => {
    const actions = Buffer.alloc(ACTIONS_BYTES);
    initActions(actions);
    stdio.forEach((source, target) => {
      if (source === "ignore") addOpen(actions, target, "/dev/null", O_RDWR, 0);
      else addDup(actions, source, target);
    });
    addFolder(actions, "/");
    const pid = [0];
    return {
      args: [pid, command[0], actions, detached ? own : shared, [...command, null], [null]],
      finish(error) {
        destroyActions(actions);
        return error === 0 ? (pid[0] ?? 0) : -error;
      },
    };
  };
}

/** The attributes of new processes: no signal is blocked, ignored or handled. */
function attributesOf(library: Library): (detached: boolean) => Buffer {
  const initAttributes = library.func("int posix_spawnattr_init(void *attributes)");
  const setFlags = library.func("int posix_spawnattr_setflags(void *attributes, short flags)");
  const setDefaults = library.func("int posix_spawnattr_setsigdefault(void *attributes, void *signals)");
  const setMask = library.func("int posix_spawnattr_setsigmask(void *attributes, void *signals)");
  return (detached) => {
    const attributes = Buffer.alloc(ATTRIBUTES_BYTES);
    initAttributes(attributes);
    setFlags(attributes, SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK | (detached ? SET_SESSION : 0));
    setDefaults(attributes, ALL_SIGNALS);
    setMask(attributes, NO_SIGNALS);
    return attributes;
  };
}
