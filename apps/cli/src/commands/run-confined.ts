import { constants } from "node:os";
import {
  type Config,
  createChildEnvironment,
  createSpawner,
  isWorthReporting,
  putAsideNote,
  SessionRoots,
  sandboxScope,
} from "@codex/core";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { terminalLine, terminalText } from "@codex/terminal";
import type { Io } from "../io.js";

const NOT_STARTED = 127;
const REFUSED = 1;

export interface ConfinedCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly policy: CurrentSandboxPolicy;
  /** The base of the policy's relative paths, and its workspace. */
  readonly policyCwd: string;
  /** Absolute paths of Unix sockets that the policy's network access includes. */
  readonly unixSockets: readonly string[];
  /** Real paths of files that the command cannot read. Default: none. */
  readonly hiddenFiles?: readonly string[];
  /** Real paths that the command can neither read nor write, and paths that it cannot write. Default: none. */
  readonly deniedPaths?: readonly string[] | undefined;
  readonly readOnlyPaths?: readonly string[] | undefined;
}

/** Runs a command like a turn with this configuration would. */
export function runAsTurnWould(config: Config, command: readonly string[], io: Io): Promise<number> {
  const { codexHome, cwd, env, shellEnvironmentPolicy } = config;
  const childEnv = createChildEnvironment(shellEnvironmentPolicy, env);
  const roots = new SessionRoots({ env, codexHome });
  const { sandboxPolicy: policy, ...scope } = sandboxScope(config, { cwd, roots });
  return runConfined({ command, cwd, env: childEnv, policy, policyCwd: cwd, ...scope }, io);
}

/** Runs a command on our own terminal, confined by a policy; exits with its status. */
export async function runConfined(
  { policy, policyCwd, unixSockets, hiddenFiles, deniedPaths, readOnlyPaths, ...request }: ConfinedCommand,
  io: Io,
): Promise<number> {
  await using spawner = createSpawner({
    env: io.env,
    platform: io.platform,
    onWarning: (line) => void io.stderr.write(`warning: ${terminalLine(line)}\n`),
  });
  const spawned = await spawner.spawn(
    { ...request, stdio: "inherit" },
    {
      ...{ sandboxed: true, sandboxPolicy: policy, sandboxCwd: policyCwd, unixSockets },
      ...{ hiddenFiles, deniedPaths, readOnlyPaths },
    },
  );
  if (spawned.type !== "spawned") {
    io.stderr.write(`error: ${terminalLine(spawned.message)}\n`);
    return spawned.type === "failed-to-start" ? NOT_STARTED : REFUSED;
  }
  // The command receives Ctrl-C itself, but not requests to end us.
  const stop = () => void process.kill(spawned.process.pid, "SIGTERM");
  io.signal.addEventListener("abort", stop, { once: true });
  const { code, signal } = await spawned.process.exited;
  io.signal.removeEventListener("abort", stop);
  const status = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  const aside = await spawned.process.restore?.();
  if (aside === undefined || !isWorthReporting(aside)) return status;
  io.stderr.write(terminalText(putAsideNote(aside)));
  return status || (aside.isFailure ? REFUSED : status);
}
