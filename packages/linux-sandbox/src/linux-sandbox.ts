import type { Backend, BackendName, BackendReport, ConfinedOutcome, SandboxUnavailable } from "./backend.js";
import { BwrapBackend } from "./bwrap-backend.js";
import type { Confinement } from "./confinement.js";
import { type InputPipe, openInputPipe } from "./input-pipe.js";
import { isOutOfDescriptors } from "./is-out-of-descriptors.js";
import { LandlockBackend } from "./landlock-backend.js";
import { heldPaths } from "./mount-plan.js";
import { loadNative, type TerminalSize } from "./native.js";
import { ProgramStarter } from "./program-starter.js";
import { SeccompSupervisor } from "./seccomp-supervisor.js";
import { PipedSpawner } from "./spawn-in-pipes.js";
import { spawnUnconfined } from "./spawn-unconfined.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";
import type { Launching } from "./start-launcher.js";
import { type Machine, machineOf } from "./system-calls.js";
import { openTerminal, type Terminal } from "./terminal.js";
import { UnshareBackend } from "./unshare-backend.js";

export interface LinuxSandboxOptions {
  readonly arch: NodeJS.Architecture;
  readonly platform: NodeJS.Platform;
  /** Called once, with one line that says what is not protected, if a policy can be enforced only in part. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** The only backends to try. Default: all. */
  readonly only?: readonly BackendName[] | undefined;
}

/** Starts commands, confined or not. One is enough for a process. */
export interface LinuxSandbox extends AsyncDisposable {
  /**
   * Starts a command under a confinement, or says why that is impossible. Never starts it unconfined. Here and below, calls that
   * need descriptors reject if none are left: see `isOutOfDescriptors`.
   */
  spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome>;
  spawnUnconfined(request: SpawnRequest): Promise<SpawnOutcome>;
  /** A terminal for a command to be started next; undefined if the platform offers none. */
  openTerminal(size: TerminalSize): Promise<Terminal | undefined>;
  /** A pipe for the input of a command to be started next; undefined if the platform offers none. */
  openInput(): Promise<InputPipe | undefined>;
  /** Keeps everything started from now on, confined or not, from reading this process's memory and environment. */
  seal(): Promise<void>;
  /** What works on this machine, best first. */
  report(): Promise<readonly BackendReport[]>;
}

export function createLinuxSandbox(options: LinuxSandboxOptions): LinuxSandbox {
  return new LazySandbox(options);
}

interface Loaded extends Launching {
  /** Best first. */
  readonly backends: readonly Backend[];
}

const NO_NATIVE = "koffi, the bridge to the C library, could not be loaded: install koffi where the program runs";

class LazySandbox implements LinuxSandbox {
  readonly #options: LinuxSandboxOptions;
  #loading: Promise<Loaded | undefined> | undefined;
  #warned = false;

  constructor(options: LinuxSandboxOptions) {
    this.#options = options;
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const backend = await this.#choose(confinement);
    if (typeof backend === "string") return { type: "sandbox-unavailable", message: backend };
    const hasNamespaces = backend.name !== "landlock";
    const held = hasNamespaces ? heldPaths(confinement) : [];
    const outcome = await backend.spawn(request, confinement).catch(unavailable);
    if (outcome.type !== "spawned") return outcome;
    return { type: "spawned", process: { ...outcome.process, held, leavesNothing: hasNamespaces } };
  }

  async spawnUnconfined(request: SpawnRequest): Promise<SpawnOutcome> {
    return spawnUnconfined(request, await this.#load());
  }

  async seal(): Promise<void> {
    await this.#load();
  }

  async report(): Promise<readonly BackendReport[]> {
    const loaded = await this.#load();
    if (loaded === undefined) return [{ name: "landlock", works: false, detail: NO_NATIVE }];
    return Promise.all(loaded.backends.map((backend) => backend.probe()));
  }

  async openTerminal(size: TerminalSize): Promise<Terminal | undefined> {
    const loaded = await this.#load();
    return loaded && openTerminal(loaded.native, size);
  }

  async openInput(): Promise<InputPipe | undefined> {
    const loaded = await this.#load();
    return loaded && openInputPipe(loaded.native);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const loaded = await this.#loading?.catch(() => undefined);
    loaded?.supervisor[Symbol.dispose]();
    loaded?.programs[Symbol.dispose]();
  }

  /** The first backend that works, or a line that says what would help. */
  async #choose(confinement: Confinement): Promise<Backend | string> {
    const loaded = await this.#load();
    if (loaded === undefined) return NO_NATIVE;
    const needsMounts = confinement.writableRoots.some(({ readOnlySubpaths }) => readOnlySubpaths.length > 0);
    const failures: string[] = [];
    for (const backend of loaded.backends) {
      const report = await backend.probe();
      if (report.works && confinement.needsMounts === true && backend.name === "landlock") {
        failures.push("landlock: it cannot keep parts of a writable folder as they are");
      } else if (report.works) {
        if (needsMounts && backend.name === "landlock") this.#warn(failures);
        return backend;
      } else failures.push(`${report.name}: ${report.detail}`);
    }
    return `no sandbox works here, so the command was not run (${failures.join("; ")})`;
  }

  #warn(failures: readonly string[]): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.onWarning?.(
      `What commands write to .git/hooks, .git/config and .codex is put aside only when they have ended: only Landlock works here (${failures.join("; ")})`,
    );
  }

  #load(): Promise<Loaded | undefined> {
    this.#loading ??= load(this.#options).catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }
}

async function load({ arch, platform, only }: LinuxSandboxOptions): Promise<Loaded | undefined> {
  if (platform !== "linux") return undefined;
  const native = await loadNative();
  if (native === undefined) return undefined;
  native.sealProcess();
  const machine = machineOf(arch);
  const launching = {
    native,
    pipes: new PipedSpawner(native),
    programs: new ProgramStarter(native),
    supervisor: new SeccompSupervisor(native, machine),
    machine,
  };
  const backends = launching.machine === undefined ? [] : backendsFor(launching.machine, launching);
  return { ...launching, backends: backends.filter(({ name }) => only === undefined || only.includes(name)) };
}

const backendsFor = (machine: Machine, launching: Launching): Backend[] => [
  new UnshareBackend(machine, launching),
  new BwrapBackend(machine, launching),
  new LandlockBackend(machine, launching),
];

/** Running out of descriptors says nothing about the sandbox. */
function unavailable(error: unknown): SandboxUnavailable {
  if (isOutOfDescriptors(error)) throw error;
  return { type: "sandbox-unavailable", message: error instanceof Error ? error.message : String(error) };
}
