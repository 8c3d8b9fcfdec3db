import self from "node:process";

/** A program that is started in `/`, with no variables. */
export interface ProgramStart {
  readonly command: readonly string[];
  /** In a session, and so a process group, of its own. */
  readonly detached: boolean;
  /** What its descriptors from 0 on are; `ignore` gives it `/dev/null`. */
  readonly stdio: readonly ("ignore" | number)[];
}

/** The calls by which programs are started and waited for. */
export interface NativeSpawn {
  /**
   * The id of the new process, or the system's error number as a negative one. Differs from Node's own way in that it takes no longer
   * when this process is big, nothing of its memory being copied. It holds this process up until the program has begun.
   */
  start(start: ProgramStart): number;
  /** The same, but another thread waits until the program has begun, which on a busy machine takes a while. */
  startElsewhere(start: ProgramStart): Promise<number>;
  /** How a process ended, as `waitpid` says it; undefined while it runs. To be asked until it has ended. */
  statusOf(pid: number): number | undefined;
}

/** The part of koffi that is needed here. */
interface Library {
  func(declaration: string): Callable;
}
interface Callable {
  (...args: unknown[]): number;
  async(...args: unknown[]): void;
}

/** More than any C library puts into these. */
const [ACTIONS_BYTES, ATTRIBUTES_BYTES, SIGNAL_SET_BYTES] = [512, 1024, 128];
const [SET_SIGNAL_DEFAULTS, SET_SIGNAL_MASK, SET_SESSION] = [0x04, 0x08, 0x80];
const O_RDWR = 2;
const WNOHANG = 1;
const ALL_SIGNALS = Buffer.alloc(SIGNAL_SET_BYTES, 0xff);
const NO_SIGNALS = Buffer.alloc(SIGNAL_SET_BYTES);

/** Undefined where the C library is too old, and in threads beside the main one, which hear of no signals. */
export function loadSpawn(library: Library): NativeSpawn | undefined {
  try {
    const call = (declaration: string) => library.func(declaration);
    // The kernel's name for the main thread. To ask Node loads all that it has for others, which takes longer than a command.
    if (call("int gettid()")() !== self.pid) return undefined;
    const spawn = call(
      "int posix_spawn(_Out_ int *pid, str path, void *actions, void *attributes, str *argv, str *env)",
    );
    const initActions = call("int posix_spawn_file_actions_init(void *actions)");
    const destroyActions = call("int posix_spawn_file_actions_destroy(void *actions)");
    const addDup = call("int posix_spawn_file_actions_adddup2(void *actions, int fd, int target)");
    const addOpen = call("int posix_spawn_file_actions_addopen(void *actions, int fd, str path, int flags, uint mode)");
    const addFolder = call("int posix_spawn_file_actions_addchdir_np(void *actions, str path)");
    const initAttributes = call("int posix_spawnattr_init(void *attributes)");
    const setFlags = call("int posix_spawnattr_setflags(void *attributes, short flags)");
    const setDefaults = call("int posix_spawnattr_setsigdefault(void *attributes, void *signals)");
    const setMask = call("int posix_spawnattr_setsigmask(void *attributes, void *signals)");
    const waitpid = call("int waitpid(int pid, _Out_ int *status, int options)");
    const attributesOf = (detached: boolean): Buffer => {
      const attributes = Buffer.alloc(ATTRIBUTES_BYTES);
      initAttributes(attributes);
      setFlags(attributes, SET_SIGNAL_DEFAULTS | SET_SIGNAL_MASK | (detached ? SET_SESSION : 0));
      setDefaults(attributes, ALL_SIGNALS);
      setMask(attributes, NO_SIGNALS);
      return attributes;
    };
    const [own, shared] = [attributesOf(true), attributesOf(false)];
    const prepare = ({ command, detached, stdio }: ProgramStart) => {
      const actions = Buffer.alloc(ACTIONS_BYTES);
      initActions(actions);
      stdio.forEach((source, target) => {
        if (source === "ignore") addOpen(actions, target, "/dev/null", O_RDWR, 0);
        else addDup(actions, source, target);
      });
      addFolder(actions, "/");
      const pid = [0];
      const args = [pid, command[0], actions, detached ? own : shared, [...command, null], [null]];
      const finish = (error: number): number => {
        destroyActions(actions);
        return error === 0 ? (pid[0] ?? 0) : -error;
      };
      return { args, finish };
    };
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
  } catch {
    return undefined;
  }
}
