import { Condition } from "@codex/test-support";
import { spawn } from "@lydell/node-pty";

/** A program on its own terminal. */
export interface Terminal extends AsyncDisposable {
  /** All output so far, including escape sequences. */
  readonly output: string;
  /** Types. */
  write(text: string): void;
  resize(columns: number, rows: number): void;
  /** Sends a signal to the program. */
  kill(signal: "SIGTERM" | "SIGHUP" | "SIGKILL"): void;
  /** Resolves with the match in the output since the last match; throws with the screen after a minute. */
  waitFor(pattern: string | RegExp): Promise<string>;
  /**
   * Presses a key until its second press has had its effect: if the second press comes too late, it counts as another first one, with its
   * hint.
   */
  pressTwice(key: string, hint: string, done: string): Promise<void>;
  /** The exit status. */
  readonly exited: Promise<number>;
}

export interface TerminalOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

const LIMIT_MS = 120_000;

export function openTerminal({ program, args, columns = 100, rows = 30, ...options }: TerminalOptions): Terminal {
  const pty = spawn(program, [...args], { cols: columns, rows, name: options.env["TERM"] ?? "dumb", ...options });
  let output = "";
  let matched = 0;
  const changed = new Condition();
  pty.onData((data) => {
    output += data;
    changed.notify();
  });
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
    changed.fail(() => new Error("the program ended"));
  });

  const waitFor = async (pattern: string | RegExp) => {
    const take = () => {
      const found = matchOf(output.slice(matched), pattern);
      if (found !== undefined) matched += found.end;
      return found?.text;
    };
    try {
      return await changed.until(take, AbortSignal.timeout(LIMIT_MS));
    } catch (cause) {
      throw new Error(`${cause} while waiting for ${pattern}; seen since:\n${output.slice(matched)}`, { cause });
    }
  };

  return {
    get output() {
      return output;
    },
    write: (text) => pty.write(text),
    resize: (newColumns, newRows) => pty.resize(newColumns, newRows),
    kill: (signal) => pty.kill(signal),
    waitFor,
    async pressTwice(key, hint, done) {
      do pty.write(key);
      while ((await waitFor(new RegExp(`${hint}|${done}`))) !== done);
    },
    exited,
    async [Symbol.asyncDispose]() {
      if (!hasExited) pty.kill("SIGKILL");
      await exited;
    },
  };
}

function matchOf(text: string, pattern: string | RegExp): { readonly text: string; readonly end: number } | undefined {
  if (typeof pattern === "string") {
    const index = text.indexOf(pattern);
    return index < 0 ? undefined : { text: pattern, end: index + pattern.length };
  }
  const match = pattern.exec(text);
  return match === null ? undefined : { text: match[0], end: match.index + match[0].length };
}
