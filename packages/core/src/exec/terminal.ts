import type { ExitStatus, Terminal, TerminalSize } from "@codex/linux-sandbox";
import { errorMessage } from "../error.js";
import type { Restorable, Started } from "./start-watched.js";

/** The terminal size that commands see; programs wrap their output to it. */
export const TERMINAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** A command started in a terminal of its own. */
export interface TerminalProcess extends Omit<Terminal, "descriptor" | "closeDescriptor"> {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
  /** See `SpawnedProcess`. */
  readonly held?: readonly string[] | undefined;
}

export type TerminalOutcome = Started<TerminalProcess & Restorable>;

export interface TerminalCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** False: plain pipes instead of a terminal, and no input. */
  readonly tty: boolean;
  /** The terminal's size. Default: 80 columns by 24 rows. */
  readonly size?: TerminalSize | undefined;
}

/**
 * Starts a command in a terminal with node-pty, on platforms other than Linux; there, `@codex/linux-sandbox` creates terminals. On
 * Linux, every other command would inherit node-pty's end of a terminal, however confined it is.
 */
export async function spawnWithNodePty({ command, cwd, env, size }: TerminalCommand): Promise<TerminalOutcome> {
  const [program = "", ...args] = command;
  const { columns: cols, rows } = size ?? TERMINAL_SIZE;
  try {
    const { spawn } = await import("@lydell/node-pty");
    const pty = spawn(program, args, { cols, rows, cwd, env });
    const exited = new Promise<ExitStatus>((resolve) =>
      pty.onExit(({ exitCode, signal }) => resolve({ code: signal ? 128 + signal : exitCode, signal: null })),
    );
    return {
      type: "spawned",
      process: {
        pid: pty.pid,
        exited,
        async read(onBytes) {
          pty.onData((text) => onBytes(Buffer.from(text)));
          await exited;
        },
        pause: () => pty.pause(),
        resume: () => pty.resume(),
        write(bytes) {
          pty.write(typeof bytes === "string" ? bytes : Buffer.from(bytes).toString());
          return true;
        },
        resize: (to) => pty.resize(to.columns, to.rows),
        destroy: () => pty.kill(),
      },
    };
  } catch (error) {
    return { type: "failed-to-start", message: errorMessage(error) };
  }
}
