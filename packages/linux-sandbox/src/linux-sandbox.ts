import type { Backend, BackendName, BackendReport, ConfinedOutcome, SandboxUnavailable } from "./backend.js";
import { BwrapBackend } from "./bwrap-backend.js";
import type { Confinement } from "./confinement.js";
import { LandlockBackend } from "./landlock-backend.js";
import { heldPaths } from "./mount-plan.js";
import { loadNative, type Native, type TerminalSize } from "./native.js";
import { PipedSpawner, spawnInTerminal, spawnWithStreams, startDirectly } from "./spawn-in-pipes.js";
import type { SpawnOutcome, SpawnRequest } from "./spawned-process.js";
import { openTerminal, type Terminal, terminalCommand } from "./terminal.js";
import { UnshareBackend } from "./unshare-backend.js";

export interface LinuxSandboxOptions {
  readonly arch: NodeJS.Architecture;
  readonly platform: NodeJS.Platform;
  /** Gets one line, once, when a policy can be enforced only in part: it says what is not protected. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** The only ways to confine that are tried. Default: all. */
  readonly only?: readonly BackendName[] | undefined;
}

/** Starts commands, confined or not. One is enough for a process; disposing ends its threads. */
export interface LinuxSandbox extends AsyncDisposable {
  /** Starts a command under a confinement, or says why that cannot be done. Never starts it unconfined. */
  spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome>;
  spawnUnconfined(request: SpawnRequest): Promise<SpawnOutcome>;
  /** A terminal for a command that is started next; undefined where this platform has none to offer. */
  openTerminal(size: TerminalSize): Promise<Terminal | undefined>;
  /** Shuts whatever is started from now on, confined or not, off from the memory and environment of this process. */
  seal(): Promise<void>;
  /** What works on this machine, best first for read-only policies. */
  report(): Promise<readonly BackendReport[]>;
}

export function createLinuxSandbox(options: LinuxSandboxOptions): LinuxSandbox {
  return new LazySandbox(options);
}

interface Loaded {
  readonly native: Native;
  readonly pipes: PipedSpawner;
  /** Best first where nothing has to be protected below a writable folder. */
  readonly backends: readonly Backend[];
}

const NO_NATIVE = "koffi, the bridge to the C library, could not be loaded: install the package for this platform";

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
    const held = backend.name === "landlock" ? [] : heldPaths(confinement);
    const outcome = await backend.spawn(request, confinement).catch(unavailable);
    if (outcome.type !== "spawned") return outcome;
    return { type: "spawned", process: { ...outcome.process, held } };
  }

  async spawnUnconfined(request: SpawnRequest): Promise<SpawnOutcome> {
    const { cwd, env, stdio: where = "pipe" } = request;
    const start = { command: terminalCommand(where, request.command), cwd, env, detached: where === "pipe" };
    if (where !== "pipe") return spawnInTerminal((stdio) => startDirectly({ ...start, stdio }), where);
    const loaded = await this.#load();
    if (loaded === undefined) return spawnWithStreams(start);
    return loaded.pipes.spawn((stdio) => startDirectly({ ...start, stdio }));
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

  async [Symbol.asyncDispose](): Promise<void> {
    const loaded = await this.#loading;
    await Promise.all(loaded?.backends.map((backend) => backend[Symbol.asyncDispose]()) ?? []);
  }

  /** The first backend that works; a line that says what would help when there is none. */
  async #choose(confinement: Confinement): Promise<Backend | string> {
    const loaded = await this.#load();
    if (loaded === undefined) return NO_NATIVE;
    const needsMounts = confinement.writableRoots.some(({ readOnlySubpaths }) => readOnlySubpaths.length > 0);
    const order = needsMounts ? loaded.backends.toSorted(landlockLast) : loaded.backends;
    const failures: string[] = [];
    for (const backend of order) {
      const report = await backend.probe(confinement);
      if (report.works) {
        if (needsMounts && backend.name === "landlock") this.#warn(failures);
        return backend;
      }
      failures.push(`${report.name}: ${report.detail}`);
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
    this.#loading ??= this.#options.platform === "linux" ? load(this.#options) : Promise.resolve(undefined);
    return this.#loading;
  }
}

async function load({ arch, only }: LinuxSandboxOptions): Promise<Loaded | undefined> {
  const native = await loadNative();
  if (native === undefined) return undefined;
  native.sealProcess();
  const pipes = new PipedSpawner(native);
  const backends = [
    new LandlockBackend(arch, pipes),
    new BwrapBackend(arch, { native, pipes }),
    new UnshareBackend(arch, { native, pipes }),
  ];
  return { native, pipes, backends: backends.filter(({ name }) => only === undefined || only.includes(name)) };
}

/** Alone it protects nothing below a writable folder. */
const landlockLast = (a: Backend, b: Backend): number => Number(a.name === "landlock") - Number(b.name === "landlock");

function unavailable(error: unknown): SandboxUnavailable {
  return { type: "sandbox-unavailable", message: error instanceof Error ? error.message : String(error) };
}
