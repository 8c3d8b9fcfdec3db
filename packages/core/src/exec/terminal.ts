import type { ExitStatus, Terminal, TerminalSize } from "@codex/linux-sandbox";

/** What commands in terminals see; programs wrap their output after it. */
export const TERMINAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** A command that was started in a terminal of its own. */
export interface TerminalProcess extends Omit<Terminal, "descriptor" | "closeDescriptor"> {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly exited: Promise<ExitStatus>;
  /** See `SpawnedProcess`. */
  readonly restore?: (() => readonly string[]) | undefined;
}

export type TerminalOutcome =
  | { readonly type: "spawned"; readonly process: TerminalProcess }
  | { readonly type: "failed-to-start"; readonly message: string }
  | { readonly type: "sandbox-unavailable"; readonly message: string };

export interface TerminalCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a command in a terminal by node-pty: for platforms other than Linux, where `@codex/linux-sandbox` makes terminals.
 * On Linux node-pty's end of a terminal would be open in every other command, too, however confined.
 */
export async function spawnWithNodePty({ command, cwd, env }: TerminalCommand): Promise<TerminalOutcome> {
  const [program = "", ...args] = command;
  const { columns: cols, rows } = TERMINAL_SIZE;
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
        write(text) {
          pty.write(text);
          return true;
        },
        destroy: () => pty.kill(),
      },
    };
  } catch (error) {
    return { type: "failed-to-start", message: error instanceof Error ? error.message : String(error) };
  }
}
