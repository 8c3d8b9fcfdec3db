import type { TerminalPort } from "@codex/tui";
import type { Io } from "../io.js";

const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** The terminal of this process. */
export function processTerminal({ stdin, stdout }: Io): TerminalPort {
  const on = (target: NodeJS.EventEmitter, event: string) => (listener: () => void) => {
    target.on(event, listener);
    return () => void target.off(event, listener);
  };
  return {
    input: stdin,
    write: (bytes) => void stdout.write(bytes),
    size: () => {
      // Asks the system: the stream only remembers the size of its latest resize event.
      const [columns, rows] = stdout.getWindowSize?.() ?? [stdout.columns, stdout.rows];
      return { columns: columns || DEFAULT_SIZE.columns, rows: rows || DEFAULT_SIZE.rows };
    },
    onResize: on(stdout, "resize"),
    onContinue: on(process, "SIGCONT"),
    onInterrupt: takeInterrupts,
    onExit: on(process, "exit"),
    suspend: () => {
      // Stops the whole process group, as the terminal would.
      process.kill(process.platform === "win32" ? process.pid : 0, "SIGTSTP");
    },
    killGroup: (pid) => {
      try {
        process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
      } catch {
        // It has already ended.
      }
    },
  };
}

/** Replaces other listeners, which end the program. */
function takeInterrupts(listener: () => void): () => void {
  const others = process.listeners("SIGINT");
  for (const other of others) process.off("SIGINT", other);
  process.on("SIGINT", listener);
  return () => {
    process.off("SIGINT", listener);
    for (const other of others) process.on("SIGINT", other);
  };
}
