/** What V8 is told, and what takes it back. */
const SMALL_MEMORY = [
  // The young generation stays as it is. V8 doubles it while much is under way at once, and never gives that back.
  ["--semi-space-growth-factor=1", "--semi-space-growth-factor=2"],
  // The last of V8's compilers takes 16 MiB while it works. What a server does is mostly waiting and JSON, which is not JavaScript.
  ["--no-turbofan", "--turbofan"],
  // The one before it takes 3 MiB. It begins with what is called ten times as often: in streams, not where conversations only begin.
  ["--invocation-count-for-maglev=4000", "--invocation-count-for-maglev=400"],
] as const;

/** V8's flags in this process, which V8 can be told while it runs. */
export interface V8Flags {
  /** For a process that lives long, once it has started: less memory, for up to a tenth more time where it computes and a fifth in streams. */
  keepMemorySmall(): void;
  /** Calls `load` as if nothing had been told: V8 takes compiled code under the flags alone under which it was made. */
  asStarted<T>(load: () => T): T;
}

export function v8Flags(): V8Flags {
  let setFlag: ((flag: string) => void) | undefined;
  let isAsStarted = false;
  const flags: V8Flags = {
    keepMemorySmall() {
      setFlag = process.getBuiltinModule("node:v8").setFlagsFromString;
      for (const [flag] of SMALL_MEMORY) setFlag(flag);
      takeBuiltins(flags);
    },
    asStarted(load) {
      // What is loaded may load more.
      if (setFlag === undefined || isAsStarted) return load();
      isAsStarted = true;
      for (const [, flag] of SMALL_MEMORY) setFlag(flag);
      try {
        return load();
      } finally {
        for (const [flag] of SMALL_MEMORY) setFlag(flag);
        isAsStarted = false;
      }
    },
  };
  return flags;
}

/** Node's own modules have come with compiled code too: without it V8 reads a server's HTTP, cryptography and processes anew. */
function takeBuiltins({ asStarted }: V8Flags): void {
  const { getBuiltinModule } = process;
  const taken = new Set<string>();
  process.getBuiltinModule = (id: string) => {
    if (taken.has(id)) return getBuiltinModule(id);
    taken.add(id);
    return asStarted(() => getBuiltinModule(id));
  };
}
