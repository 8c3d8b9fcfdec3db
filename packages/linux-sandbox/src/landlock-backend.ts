import { dirname } from "node:path";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import type { Confinement } from "./confinement.js";
import { foldersWithout } from "./folders-without.js";
import { readablePathsBeside } from "./readable-paths.js";
import { type RestrictedWorker, startRestrictedWorker } from "./restricted-worker.js";
import type { SandboxWorkerSetup } from "./sandbox-worker.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import { type PipedSpawner, type Start, spawnInTerminal } from "./spawn-in-pipes.js";
import type { SpawnRequest } from "./spawned-process.js";
import { terminalCommand } from "./terminal.js";

/** Confines by Landlock and seccomp: no process more than the command itself, but nothing below a writable root is protected. */
export class LandlockBackend implements Backend {
  readonly name = "landlock";
  readonly #arch: NodeJS.Architecture;
  readonly #pipes: PipedSpawner;
  /** One thread per confinement: what a thread has given up it cannot take back. */
  readonly #workers = new Map<string, Promise<RestrictedWorker>>();

  constructor(arch: NodeJS.Architecture, pipes: PipedSpawner) {
    this.#arch = arch;
    this.#pipes = pipes;
  }

  async probe(confinement: Confinement = READ_ONLY): Promise<BackendReport> {
    try {
      const worker = await this.#workerFor(confinement);
      return { name: this.name, works: true, detail: `Landlock version ${worker.landlockVersion} with seccomp` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { name: this.name, works: false, detail: `${reason}; it needs Linux 5.13 or newer with Landlock enabled` };
    }
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const worker = await this.#workerFor(confinement);
    const { cwd, env, stdio: where = "pipe" } = request;
    const [program = "", ...args] = terminalCommand(where, request.command);
    const start: Start = (stdio) =>
      worker.start({ program, args, options: { cwd, env, stdio: [...stdio], detached: where === "pipe" } });
    return where === "pipe" ? this.#pipes.spawn(start) : spawnInTerminal(start, where);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const workers = await Promise.allSettled(this.#workers.values());
    this.#workers.clear();
    await Promise.all(workers.map((worker) => worker.status === "fulfilled" && worker.value[Symbol.asyncDispose]()));
  }

  #workerFor(confinement: Confinement): Promise<RestrictedWorker> {
    const setup = this.#setupFor(confinement);
    // A hidden file's own folder is Codex's: what Codex puts there from now on is no reason for another thread.
    const own = new Set(confinement.hiddenFiles?.map((path) => dirname(path)));
    const beside = setup.readablePaths?.filter((path) => !own.has(dirname(path)));
    const key = JSON.stringify([setup.writableFolders, setup.network, beside]);
    const known = this.#workers.get(key);
    if (known !== undefined) return known;
    const worker = startRestrictedWorker(setup);
    this.#workers.set(key, worker);
    this.#dropOldest();
    return worker;
  }

  /** Where files come and go beside hidden ones, threads become out of date. What they started is seen to its end. */
  #dropOldest(): void {
    const [oldest] = this.#workers;
    if (oldest === undefined || this.#workers.size <= MAX_WORKERS) return;
    const [key, worker] = oldest;
    this.#workers.delete(key);
    void worker.then(
      ({ retire }) => retire(),
      () => {},
    );
  }

  #setupFor({ writableRoots, network, hiddenFiles = [], sealedFolders = [] }: Confinement): SandboxWorkerSetup {
    const writableFolders = writableRoots.flatMap(({ root }) => foldersWithout(root, sealedFolders));
    const metadata = writableFolders.length > 0;
    const seccompFilter = buildSeccompFilter(this.#arch, { network, metadata, mounts: false });
    if (seccompFilter === undefined) throw new Error(`there is no system call filter for ${this.#arch}`);
    const hidden = hiddenFiles.filter((path) => !writableFolders.some((folder) => path.startsWith(`${folder}/`)));
    const readablePaths = readablePathsBeside(hidden);
    return { writableFolders, readablePaths, network, seccompFilter, arch: this.#arch };
  }
}

/** More than a few are in use only where something is odd. */
const MAX_WORKERS = 16;
const READ_ONLY: Confinement = { writableRoots: [], network: false };
