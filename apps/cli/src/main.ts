import { existsSync } from "node:fs";
import type { CommandSpec } from "./command-line/command-spec.js";
import { rootCommand } from "./command-line/commands.js";
import { commandHelp } from "./command-line/help.js";
import { type CommandLine, parseCommandLine } from "./command-line/parse-command-line.js";
import { withDotEnv } from "./dot-env.js";
import { hideSqliteWarning } from "./hide-sqlite-warning.js";
import type { Io } from "./io.js";
import { programOf } from "./program-name.js";
import { withScriptPrograms } from "./script-programs.js";

/** The exit status for invalid command lines. */
const USAGE_ERROR = 2;
const INTERRUPTED = 130;
const LOST_READER = 141;
/** How long a command may take to end after its output has lost its reader, in milliseconds. */
const FAREWELL_MS = 1_500;

/** Runs the command line of this process and sets its exit status. */
export async function runFromProcess(keepMemorySmall: () => void): Promise<void> {
  hideSqliteWarning();
  const interrupted = interruptOnSignals();
  const output = watchOutput(interrupted);
  const cwd = usableFolder();
  if (cwd === undefined) {
    process.exitCode = 1;
    return;
  }
  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd,
    platform: process.platform,
    signal: interrupted.signal,
    version: __CODEX_VERSION__,
    commit: __CODEX_COMMIT__,
    isRelease: __CODEX_IS_RELEASE__,
    keepMemorySmall,
  };
  const status = await runProgram(process.argv, io);
  if (status !== 0) await (await import("./drain-stdin.js")).drainStdin(io);
  // Nothing left over from a command may keep the process alive, such as a stdin reader or a keep-alive socket.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(output.exitStatus(status));
}

function interruptOnSignals(): AbortController {
  const interrupted = new AbortController();
  let signals = 0;
  const stop = (signal: NodeJS.Signals) => {
    interrupted.abort(signal);
    // A second Ctrl-C exits immediately.
    if (++signals > 1) process.exit(INTERRUPTED);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // By default Node would open a debugger port, to which any program of this machine can connect, including the model's commands.
  process.on("SIGUSR1", () => {});
  return interrupted;
}

/** When the reader disconnects (`codex … | head`), interrupts the command, so that everything we started ends before we do. */
function watchOutput(interrupted: AbortController) {
  let lostReader: number | undefined;
  let isResultLost = false;
  const onLostReader = (error: NodeJS.ErrnoException) => {
    lostReader ??= error.code === "EPIPE" ? lostReaderStatus() : 1;
    interrupted.abort(error);
    setTimeout(() => process.exit(lostReader), FAREWELL_MS);
  };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", onLostReader);
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // On a full disk, the output is lost, which is an error. A reader that disconnects may have read enough.
    if (code === "EPIPE" || isResultLost) return;
    isResultLost = true;
    process.stderr.write(`error: the output could not be written: ${code ?? message}\n`);
  });
  return {
    /** For a command that ended with `status`. If it succeeded before its reader was lost, it succeeded. */
    exitStatus: (status: number) => (status === 0 && !isResultLost ? 0 : (lostReader ?? status)),
  };
}

/** The working folder. If no command can run in it, tells the user why and returns undefined. */
function usableFolder(): string | undefined {
  const cwd = workingFolder();
  if (cwd !== undefined && !isMisread(cwd)) return cwd;
  const why = cwd === undefined ? "no longer exists" : `has a name that is not UTF-8 (${cwd})`;
  process.stderr.write(`error: the folder in which codex was started ${why}; start it in another one\n`);
  return undefined;
}

function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Node replaces invalid bytes by U+FFFD; such a path cannot be opened. */
const isMisread = (cwd: string): boolean => cwd.includes("\uFFFD") && !existsSync(cwd);

/** For a command that did not finish in time: as after SIGPIPE, except for servers, which normally end this way. */
function lostReaderStatus(): number {
  const { argv } = programOf(process.argv);
  const parsed = parseCommandLine(rootCommand, argv);
  return parsed.type === "run" && parsed.command.isServer === true ? 0 : LOST_READER;
}

async function runProgram(processArgv: readonly string[], io: Io): Promise<number> {
  const program = programOf(processArgv);
  switch (program.type) {
    case "codex":
      return runCommandLine(program.argv, io);
    case "apply-patch": {
      const { runApplyPatchProgram } = await import("./commands/apply-patch-program.js");
      return runApplyPatchProgram(program.argv, io);
    }
    case "linux-sandbox": {
      const { runLinuxSandboxProgram } = await import("./commands/linux-sandbox-program.js");
      return runLinuxSandboxProgram(program.argv, io);
    }
    default:
      program satisfies never;
      return USAGE_ERROR;
  }
}

/** Runs one command line; returns the exit status. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parseCommandLine(rootCommand, argv);
  switch (parsed.type) {
    case "version":
      io.stdout.write(`codex-cli ${io.version}\n`);
      return 0;
    case "help":
      io.stdout.write(commandHelp(parsed.path, io.stdout.columns));
      return 0;
    case "usage-error":
      io.stderr.write(
        `error: ${await printable(parsed.message)}\n\nRun '${nameOf(parsed.path)} --help' for its usage.\n`,
      );
      return USAGE_ERROR;
    case "run":
      return runCommand(parsed, io);
    default:
      parsed satisfies never;
      return USAGE_ERROR;
  }
}

async function runCommand({ command, invocation }: Extract<CommandLine, { type: "run" }>, io: Io): Promise<number> {
  // A command that only groups others cannot run.
  if (command.load === undefined) {
    io.stderr.write(commandHelp(invocation.path, io.stderr.columns));
    return USAGE_ERROR;
  }
  try {
    const { run } = await command.load();
    return await run(invocation, withScriptPrograms(await withDotEnv(io)));
  } catch (error) {
    if (io.signal.aborted) return INTERRUPTED;
    io.stderr.write(`error: ${await printable(error)}\n`);
    return 1;
  }
}

/** Others' messages may contain control characters, which must not reach a terminal. */
async function printable(error: unknown): Promise<string> {
  const { terminalText } = await import("@codex/terminal");
  return terminalText(error instanceof Error ? error.message : String(error));
}

function nameOf(path: readonly CommandSpec[]): string {
  return path.map(({ name }) => name).join(" ");
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // The error event of a write to a file only comes now.
    if (stream.errored !== null) setImmediate(resolve);
    else if (stream.writableLength === 0) resolve();
    else stream.write("", () => resolve());
  });
}
