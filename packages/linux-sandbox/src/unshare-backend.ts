import { closeSync } from "node:fs";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import type { Confinement } from "./confinement.js";
import { isExecutable } from "./executable.js";
import { type Mount, planMounts } from "./mount-plan.js";
import type { Native } from "./native.js";
import { pipeWith } from "./pipe-with.js";
import { workerFile } from "./restricted-worker.js";
import type { SandboxLaunch } from "./sandbox-worker.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import { type PipedSpawner, type Start, spawnInTerminal, startDirectly } from "./spawn-in-pipes.js";
import type { SpawnRequest } from "./spawned-process.js";
import { terminalCommand } from "./terminal.js";
import { tryOut } from "./try-out.js";
import { whyCommandCannotStart } from "./why-command-cannot-start.js";

const PLACES = ["/usr/bin/unshare", "/bin/unshare", "/run/current-system/sw/bin/unshare"];
const SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin";

/**
 * Confines by Landlock inside namespaces of its own, made by unshare(1), with mounts over all that is protected: for where there
 * is no bubblewrap. Slow (some 50 ms), since a fresh process has to restrict itself before it becomes the command.
 */
export class UnshareBackend implements Backend {
  readonly name = "unshare";
  readonly #arch: NodeJS.Architecture;
  readonly #native: Native;
  readonly #pipes: PipedSpawner;
  #probed: Promise<BackendReport> | undefined;

  constructor(arch: NodeJS.Architecture, { native, pipes }: { native: Native; pipes: PipedSpawner }) {
    this.#arch = arch;
    this.#native = native;
    this.#pipes = pipes;
  }

  probe(): Promise<BackendReport> {
    this.#probed ??= this.#tryOut();
    return this.#probed;
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const program = PLACES.find(isExecutable);
    const launch = this.#launchOf(request, confinement);
    if (program === undefined || launch === undefined) return { type: "sandbox-unavailable", message: NOT_INSTALLED };
    const missing = whyCommandCannotStart(request);
    if (missing !== undefined) return { type: "failed-to-start", message: missing };
    const mounts = planMounts(confinement);
    const { stdio: where = "pipe" } = request;
    const start: Start = async (stdio) => {
      const setup = pipeWith(this.#native, Buffer.from(JSON.stringify(launch)));
      try {
        return await startDirectly({
          command: [program, ...NAMESPACES, "sh", "-c", MOUNT, "sh", ...mounts.flatMap(mountArguments), "--", ...NODE],
          cwd: "/",
          env: { PATH: SYSTEM_PATH },
          detached: where !== "inherit",
          stdio: [...stdio, setup],
        });
      } finally {
        closeSync(setup);
      }
    };
    return where === "pipe" ? this.#pipes.spawn(start) : spawnInTerminal(start, where);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #launchOf(request: SpawnRequest, { writableRoots, network }: Confinement): SandboxLaunch | undefined {
    const filter = buildSeccompFilter(this.#arch, { network, metadata: writableRoots.length > 0, mounts: false });
    if (filter === undefined) return undefined;
    return {
      writableFolders: writableRoots.map(({ root }) => root),
      network,
      seccompFilter: [...filter],
      arch: this.#arch,
      command: terminalCommand(request.stdio, request.command),
      cwd: request.cwd,
      env: request.env,
    };
  }

  async #tryOut(): Promise<BackendReport> {
    const trial = await tryOut(this, { writableRoots: [], network: false });
    if (trial.works)
      return { name: this.name, works: true, detail: "namespaces by unshare, with Landlock and seccomp" };
    return { name: this.name, works: false, detail: trial.reason };
  }
}

const NOT_INSTALLED = "install util-linux (the program unshare)";
const NODE = [execPath, fileURLToPath(workerFile())];
const NAMESPACES = [
  ...["--user", "--map-current-user", "--keep-caps", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
  "--",
];

/** Takes pairs of `rw`, `ro` or `no` and a path, then `--` and what is to run. A remount has to repeat what a mount already forbids. */
const MOUNT = `set -e
while [ "$1" != -- ]; do
  if [ "$1" = no ]; then mount --bind /dev/null "$2"; else mount --bind "$2" "$2"; fi
  [ "$1" = rw ] || mount -o remount,bind,ro "$2" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev "$2" 2>/dev/null ||
    mount -o remount,bind,ro,nosuid,nodev,noexec "$2"
  shift 2
done
shift
exec "$@"`;

const MARKS = { writable: "rw", "read-only": "ro", none: "no" } as const;

const mountArguments = ({ path, access }: Mount): string[] => [MARKS[access], path];
