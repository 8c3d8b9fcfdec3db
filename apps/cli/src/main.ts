import { applyPatchArguments } from "./command-line/apply-patch-arguments.js";
import { rootCommand } from "./command-line/commands.js";
import { commandHelp } from "./command-line/help.js";
import { parseCommandLine } from "./command-line/parse-command-line.js";
import { withDotEnv } from "./dot-env.js";
import { hideSqliteWarning } from "./hide-sqlite-warning.js";
import type { Io } from "./io.js";

/** Exit status of a command line that makes no sense. */
const USAGE_ERROR = 2;

/** Runs the command line of this process and sets its exit status. */
export async function runFromProcess(): Promise<void> {
  hideSqliteWarning();
  const interrupted = new AbortController();
  let signals = 0;
  const stop = (signal: NodeJS.Signals) => {
    interrupted.abort(signal);
    // The second Ctrl-C does not wait for anything.
    if (++signals > 1) process.exit(130);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  // A reader that goes away (`codex … | head`) is no fault of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  }
  const io: Io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    signal: interrupted.signal,
    version: __CODEX_VERSION__,
  };
  process.exitCode = await runAs(process.argv, io);
  // Nothing that a command started may keep the process: stdin's reader, a socket kept alive.
  await flushed(process.stdout);
  process.exit();
}

/** Runs as the program that this process was started as. */
async function runAs(argv: readonly string[], io: Io): Promise<number> {
  const patch = applyPatchArguments(argv);
  if (patch === undefined) return runCommandLine(argv.slice(2), io);
  const { runApplyPatchProgram } = await import("./commands/apply-patch-program.js");
  return runApplyPatchProgram(patch, io);
}

/** Runs one command line; gives the exit status. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<number> {
  const parsed = parseCommandLine(rootCommand, argv);
  switch (parsed.type) {
    case "version":
      io.stdout.write(`codex-cli ${io.version}\n`);
      return 0;
    case "help":
      io.stdout.write(commandHelp(parsed.path));
      return 0;
    case "usage-error":
      io.stderr.write(
        `error: ${parsed.message}\n\nRun '${parsed.path.map(({ name }) => name).join(" ")} --help' for its usage.\n`,
      );
      return USAGE_ERROR;
    case "run":
      return runCommand(parsed, io);
    default:
      parsed satisfies never;
      return USAGE_ERROR;
  }
}

async function runCommand(
  parsed: Extract<ReturnType<typeof parseCommandLine>, { type: "run" }>,
  io: Io,
): Promise<number> {
  try {
    const { run } = await parsed.command.load();
    return await run(parsed.invocation, await withDotEnv(io));
  } catch (error) {
    io.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0) resolve();
    else stream.write("", () => resolve());
  });
}
