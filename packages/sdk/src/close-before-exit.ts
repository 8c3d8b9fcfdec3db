import { thisProcess } from "./process-defaults.js";

const open = new Set<() => Promise<void>>();

const closeAll = (): void => {
  for (const close of open) void close().catch(() => {});
};

/** Calls `close` when nothing keeps this process alive any more; the process then waits for it. */
export function closeBeforeExit(close: () => Promise<void>): Disposable {
  if (open.size === 0) thisProcess.on("beforeExit", closeAll);
  open.add(close);
  return {
    [Symbol.dispose]() {
      open.delete(close);
      if (open.size === 0) thisProcess.off("beforeExit", closeAll);
    },
  };
}
