import { pid } from "node:process";
import { becomeCommand, ownTerminal } from "./become-command.js";
import { findProgram } from "./find-program.js";
import { LaunchProgram } from "./launch-program.js";
import { changeFolder, closeFiles, dieWith, nameProcess } from "./launch-steps.js";
import { type PipedSpawner, spawnInTerminal, spawnWithStreams, startDirectly } from "./spawn-in-pipes.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";
import {
  FIRST_IN_LAUNCHER,
  FIRST_IN_WATCHED_LAUNCHER,
  type Launching,
  startLauncher,
  startWatchedLauncher,
} from "./start-launcher.js";
import { watch } from "./watcher.js";

/**
 * Starts a command with all permissions of its user, through a launcher where possible, so that it does not outlive this process.
 */
export async function spawnUnconfined(request: SpawnRequest, launching: Launching | undefined): Promise<SpawnOutcome> {
  if (launching?.machine === undefined) return spawnDirectly(request, launching?.pipes);
  const found = findProgram(request);
  if (found.type !== "found") return { type: "failed-to-start", message: found.message };
  // In this process's terminal, the process group is not the command's alone.
  const isWatched = request.stdio !== "inherit";
  const program = new LaunchProgram(launching.machine, isWatched ? FIRST_IN_WATCHED_LAUNCHER : FIRST_IN_LAUNCHER);
  const steps = [
    nameProcess,
    dieWith(pid),
    ...(isWatched ? [watch({ type: "group" })] : []),
    closeFiles,
    changeFolder(request.cwd),
    ownTerminal(request.stdio),
    becomeCommand(found, request),
  ];
  for (const step of steps) step(program);
  return isWatched
    ? startWatchedLauncher(program, request.stdio, { ...launching, mayLeave: true })
    : startLauncher(program, request.stdio, launching);
}

function spawnDirectly(
  { command, cwd, env, stdio: where = "pipe" }: SpawnRequest,
  pipes: PipedSpawner | undefined,
): Promise<SpawnOutcome> {
  const input = typeof where === "object" && "input" in where ? where.input : undefined;
  if (where !== "pipe" && !(typeof where === "object" && "input" in where)) {
    return spawnInTerminal((stdio) => startDirectly({ command, cwd, env, detached: false, stdio }), where);
  }
  const start = { command, cwd, env, detached: true };
  if (pipes === undefined) return spawnWithStreams(start);
  return pipes.spawn((stdio) => startDirectly({ ...start, stdio }), input);
}
