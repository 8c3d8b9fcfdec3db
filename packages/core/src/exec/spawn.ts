import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { arch } from "node:os";
import {
  type BackendName,
  createLinuxSandbox,
  type InputPipe,
  isOutOfDescriptors,
  type LinuxSandbox,
  type SpawnedProcess,
  type SpawnRequest,
  type Terminal,
} from "@codex/linux-sandbox";
import { allowsNetwork } from "../config/permissions/allows-network.js";
import type { Environment } from "../environment.js";
import { sparingFiles } from "../files/spare-files.js";
import { type ConfinementRequest, Confinements } from "../safety/confinements.js";
import type { ExecParams } from "./exec-types.js";
import { SANDBOX_EXEC, seatbeltCommand } from "./seatbelt.js";
import { type Restorable, restoreBy, type Started, startWatched } from "./start-watched.js";
import { spawnWithNodePty, TERMINAL_SIZE, type TerminalCommand, type TerminalOutcome } from "./terminal.js";

export interface SpawnerOptions {
  /** The application's own environment, which says where temporary files go. Commands get `ExecParams.env`. */
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The only Linux sandbox backends to try. Default: all. */
  readonly backends?: readonly BackendName[] | undefined;
  /** Called with one line if a policy can be enforced only in part. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

export interface SpawnPolicy extends ConfinementRequest {
  /** Whether `sandboxPolicy` is enforced. It determines the sandbox environment variables either way. */
  readonly sandboxed: boolean;
}

export type SpawnParams = Pick<ExecParams, "command" | "cwd" | "env"> & {
  /** `inherit` gives the command this process's terminal; a descriptor gives it another one. Default: `pipe`. */
  readonly stdio?: SpawnRequest["stdio"];
};

/** Starts commands with their own process group, no input, exactly the given environment and the sandbox's variables. */
export interface Spawner extends AsyncDisposable {
  spawn(params: SpawnParams, policy: SpawnPolicy): Promise<Started<SpawnedProcess & Restorable>>;
  /** The same, with input and output through a terminal of its own. */
  spawnInTerminal(params: TerminalCommand, policy: SpawnPolicy): Promise<TerminalOutcome>;
  /** Watches what this process itself writes with a command's permissions, until `restore` is called. */
  watchWrites(policy: SpawnPolicy): Promise<Restorable>;
  /** A pipe for the input of a command to be started next; undefined if the platform offers none. */
  openInput(): Promise<InputPipe | undefined>;
  /** Keeps programs that are started elsewhere from reading this process's memory and environment. */
  seal(): Promise<void>;
  /** Which backends work on this machine, found out by trying. */
  report(): Promise<readonly SandboxReport[]>;
}

export interface SandboxReport {
  readonly name: string;
  readonly works: boolean;
  /** What it can enforce, or why it does not work and what would help. */
  readonly detail: string;
}

export function createSpawner({ env, platform, backends, onWarning }: SpawnerOptions): Spawner {
  const sandbox = createLinuxSandbox({ arch: arch(), platform, onWarning, only: backends });
  const confinements = new Confinements(env);
  const starter = createStarter({ sandbox, confinements, platform });
  return {
    spawn: (params, policy) => startSparingFiles(() => starter.spawn(params, policy)),
    spawnInTerminal: (params, policy) => startSparingFiles(() => starter.spawnInTerminal(params, policy)),
    async watchWrites(policy) {
      const prepared = needsSandbox(policy) ? await confinements.prepare(policy) : undefined;
      const watch = prepared?.type === "prepared" ? prepared.watch : undefined;
      return { restore: watch && restoreBy(watch) };
    },
    openInput: () => sparingFiles(() => sandbox.openInput()),
    seal: () => sandbox.seal(),
    async report() {
      if (platform === "linux") return sandbox.report();
      return [await reportElsewhere(platform)];
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

interface StarterParts {
  readonly sandbox: LinuxSandbox;
  readonly confinements: Confinements;
  readonly platform: NodeJS.Platform;
}

/** Starts commands, confined as this platform can do it. */
function createStarter({ sandbox, confinements, platform }: StarterParts): Pick<Spawner, "spawn" | "spawnInTerminal"> {
  const spawn: Spawner["spawn"] = async (params, policy) => {
    const { command } = params;
    if (command[0] === undefined || command[0] === "")
      return { type: "failed-to-start", message: "command args are empty" };
    const request = { ...params, env: { ...params.env, ...marksOf(policy, platform) } };
    if (!needsSandbox(policy)) return sandbox.spawnUnconfined(request);
    if (platform !== "linux" && platform !== "darwin") return { type: "sandbox-unavailable", message: NO_SANDBOX };
    return startWatched(confinements, policy, (confinement) =>
      platform === "linux"
        ? sandbox.spawn(request, confinement)
        : sandbox.spawnUnconfined({ ...request, command: seatbeltCommand(command, confinement) }),
    );
  };
  const spawnInTerminal: Spawner["spawnInTerminal"] = async (params, policy) => {
    const terminal = await sandbox.openTerminal(params.size ?? TERMINAL_SIZE);
    if (terminal !== undefined) return spawnInOwnTerminal(terminal, (stdio) => spawn({ ...params, stdio }, policy));
    if (!needsSandbox(policy)) return spawnWithNodePty(params);
    if (platform !== "darwin") return { type: "sandbox-unavailable", message: NO_SANDBOX };
    const env = { ...params.env, ...marksOf(policy, platform) };
    return startWatched(confinements, policy, (confinement) =>
      spawnWithNodePty({ ...params, env, command: seatbeltCommand(params.command, confinement) }),
    );
  };
  return { spawn, spawnInTerminal };
}

/** Running out of descriptors is not the caller's fault, so it is reported as the command's failure. */
async function startSparingFiles<Process>(start: () => Promise<Started<Process>>): Promise<Started<Process>> {
  try {
    return await sparingFiles(start);
  } catch (error) {
    if (!isOutOfDescriptors(error)) throw error;
    const message = `${error.message}: close programs, or allow more by \`ulimit -n\``;
    return { type: "failed-to-start", message };
  }
}

async function spawnInOwnTerminal(
  terminal: Terminal,
  spawn: (stdio: { terminal: number }) => Promise<Started<SpawnedProcess & Restorable>>,
): Promise<TerminalOutcome> {
  let outcome: Started<SpawnedProcess & Restorable> | undefined;
  try {
    outcome = await spawn({ terminal: terminal.descriptor });
  } finally {
    terminal.closeDescriptor();
    if (outcome?.type !== "spawned") terminal.destroy();
  }
  if (outcome.type !== "spawned") return outcome;
  const { descriptor, closeDescriptor, ...usable } = terminal;
  return { type: "spawned", process: { ...outcome.process, ...usable } };
}

const NO_SANDBOX =
  "there is no sandbox for this platform: run it on Linux or macOS, or set the sandbox policy to danger-full-access";

async function reportElsewhere(platform: NodeJS.Platform): Promise<SandboxReport> {
  if (platform !== "darwin") return { name: platform, works: false, detail: NO_SANDBOX };
  const works = await access(SANDBOX_EXEC, constants.X_OK).then(
    () => true,
    () => false,
  );
  return { name: "seatbelt", works, detail: works ? SANDBOX_EXEC : `${SANDBOX_EXEC} is missing` };
}

/** Whether a command is confined at all. */
export const needsSandbox = ({ sandboxed, sandboxPolicy }: Pick<SpawnPolicy, "sandboxed" | "sandboxPolicy">): boolean =>
  sandboxed && sandboxPolicy.mode !== "danger-full-access";

/** Environment variables that tell a command, such as a test suite, what it cannot expect. */
function marksOf(policy: SpawnPolicy, platform: NodeJS.Platform): Record<string, string> {
  return {
    ...(allowsNetwork(policy.sandboxPolicy, policy.granted) ? {} : { CODEX_SANDBOX_NETWORK_DISABLED: "1" }),
    ...(needsSandbox(policy) && platform === "darwin" ? { CODEX_SANDBOX: "seatbelt" } : {}),
  };
}
