import { closeSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Descriptors } from "./descriptors.js";
import type { LaunchProgram } from "./launch-program.js";
import type { Native } from "./native.js";
import type { ProgramStarter } from "./program-starter.js";
import type { SeccompSupervisor } from "./seccomp-supervisor.js";
import { type PipedSpawner, type Start, spawnInTerminal } from "./spawn-in-pipes.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";
import type { Machine } from "./system-calls.js";
import { MAY_LEAVE } from "./watcher.js";

/** After the standard ones. */
const FIRST_DESCRIPTOR = 3;

/** The first unused descriptor in a newly started launcher. */
export const [FIRST_IN_LAUNCHER, FIRST_IN_WATCHED_LAUNCHER] = [FIRST_DESCRIPTOR + 1, FIRST_DESCRIPTOR + 2];

export interface Launching {
  /** Undefined on processors without launchers. */
  readonly machine: Machine | undefined;
  readonly native: Native;
  readonly pipes: PipedSpawner;
  readonly programs: ProgramStarter;
  readonly supervisor: SeccompSupervisor;
}

/** Starts a launcher, which becomes the command. */
export function startLauncher(
  program: LaunchProgram,
  stdio: SpawnRequest["stdio"],
  launching: Launching & Pick<WithFiles, "descriptors">,
): Promise<SpawnOutcome> {
  return startWithFiles([program.image()], stdio, { ...launching, commandWith: ([image = 0]) => [pathOf(image)] });
}

/** Starts a launcher that leaves a watcher behind. `mayLeave`: processes that still run when the command has ended may continue. */
export async function startWatchedLauncher(
  program: LaunchProgram,
  stdio: SpawnRequest["stdio"],
  launching: Launching & Pick<WithFiles, "descriptors"> & { readonly mayLeave: boolean },
): Promise<SpawnOutcome> {
  using open = new Descriptors();
  const { readEnd, writeEnd } = launching.native.createPipe();
  open.add(readEnd);
  open.add(writeEnd);
  const end = () => {
    try {
      if (launching.mayLeave) writeSync(writeEnd, MAY_LEAVE);
    } catch {
      // The watcher exited first.
    }
    closeSync(writeEnd);
  };
  const outcome = await startWithFiles([program.image()], stdio, {
    ...launching,
    descriptors: [readEnd, ...(launching.descriptors ?? [])],
    commandWith: ([image = 0]) => [pathOf(image)],
  });
  if (outcome.type !== "spawned") return outcome;
  const { pid, exited } = outcome.process;
  open.handOn(writeEnd);
  const clearUp = () => {
    end();
    return launching.programs.reapGroup(pid);
  };
  if (launching.mayLeave) {
    // Nothing has to end with the command, so let those who wait for it continue first.
    void exited.then(() => setImmediate(() => void clearUp()));
    return outcome;
  }
  // The watcher is the last of the group: when it exits, it has ended everything the command left behind.
  const cleared = exited.then(async (status) => {
    await Promise.race([clearUp(), sleep(CLEAR_UP_MS, undefined, { ref: false })]);
    return status;
  });
  return { type: "spawned", process: { ...outcome.process, exited: cleared } };
}

/** Before Linux 6.12 a command can stop its watcher; do not wait longer than this. */
const CLEAR_UP_MS = 250;

export const pathOf = (descriptor: number): string => `/proc/self/fd/${descriptor}`;

interface WithFiles extends Launching {
  /** More files, after those in memory. */
  readonly descriptors?: readonly number[];
  /** Makes the command from the descriptors of the files. */
  readonly commandWith: (descriptors: readonly number[]) => readonly string[];
}

/** Starts a process with in-memory files as its descriptors from 3 on. */
export async function startWithFiles(
  files: readonly Uint8Array[],
  where: SpawnRequest["stdio"] = "pipe",
  { native, pipes, programs, descriptors = [], commandWith }: WithFiles,
): Promise<SpawnOutcome> {
  const command = commandWith(files.map((_, index) => FIRST_DESCRIPTOR + index));
  const start: Start = async (stdio) => {
    using open = new Descriptors();
    const inMemory = files.map((bytes) => open.add(native.fileInMemory(bytes)));
    const detached = where !== "inherit";
    const all = [...stdio, ...inMemory, ...descriptors];
    return await programs.start({ command, detached, stdio: all });
  };
  if (where === "pipe") return pipes.spawn(start);
  return where !== "inherit" && "input" in where ? pipes.spawn(start, where.input) : spawnInTerminal(start, where);
}
