import { accessSync, closeSync, constants, statSync, writeSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import { type BwrapIdentity, bwrapArguments } from "./bwrap.js";
import type { Confinement } from "./confinement.js";
import { planMounts } from "./mount-plan.js";
import type { Native } from "./native.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import { describeSpawnError } from "./spawn-error.js";
import { type PipedSpawner, type Start, spawnInTerminal, startDirectly } from "./spawn-in-pipes.js";
import type { SpawnRequest } from "./spawned-process.js";
import { terminalCommand } from "./terminal.js";

/** Only where the system puts it: a `PATH` may lead into a workspace. */
const PLACES = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"];
const SECCOMP_DESCRIPTOR = 3;

/** Confines by namespaces through bubblewrap, with mounts over all that is protected. */
export class BwrapBackend implements Backend {
  readonly name = "bwrap";
  readonly #arch: NodeJS.Architecture;
  readonly #native: Native;
  readonly #pipes: PipedSpawner;
  #probed: Promise<BackendReport> | undefined;
  #identity: BwrapIdentity = "user-namespace";

  constructor(arch: NodeJS.Architecture, { native, pipes }: { native: Native; pipes: PipedSpawner }) {
    this.#arch = arch;
    this.#native = native;
    this.#pipes = pipes;
  }

  probe(): Promise<BackendReport> {
    this.#probed ??= this.#tryOut();
    return this.#probed;
  }

  async prepare(): Promise<void> {
    await this.probe();
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const program = PLACES.find(isExecutable);
    const filter = buildSeccompFilter(this.#arch, { network: confinement.network, metadata: true, mounts: false });
    if (program === undefined || filter === undefined) return { type: "sandbox-unavailable", message: NOT_INSTALLED };
    const missing = whyItCannotStart(request);
    if (missing !== undefined) return { type: "failed-to-start", message: missing };
    const plan = planMounts(confinement);
    if (plan.type === "impossible") return { type: "sandbox-unavailable", message: plan.message };
    const { mounts } = plan;
    const { cwd, env } = request;
    const { stdio: where = "pipe" } = request;
    // The terminal becomes that of the command, not of bwrap: Ctrl-C must not end bwrap, and with it everything.
    const command = terminalCommand(where, request.command);
    const identity = this.#identity;
    const args = bwrapArguments({ mounts, seccompDescriptor: SECCOMP_DESCRIPTOR, cwd, command, identity });
    const start: Start = async (stdio) => {
      const seccomp = this.#pipeWith(filter);
      try {
        return await startDirectly({
          command: [program, ...args],
          cwd: "/",
          env,
          detached: where !== "inherit",
          stdio: [...stdio, seccomp],
        });
      } finally {
        closeSync(seccomp);
      }
    };
    return where === "pipe" ? this.#pipes.spawn(start) : spawnInTerminal(start, where);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #tryOut(): Promise<BackendReport> {
    if (!PLACES.some(isExecutable)) return { name: this.name, works: false, detail: NOT_INSTALLED };
    if (userInfo().uid === 0) {
      const report = await this.#tryAs("root");
      if (report.works) return report;
    }
    return this.#tryAs("user-namespace");
  }

  async #tryAs(identity: BwrapIdentity): Promise<BackendReport> {
    this.#identity = identity;
    const request = { command: ["/bin/sh", "-c", "exit 0"], cwd: "/", env: {} };
    const outcome = await this.spawn(request, { writableRoots: [], network: false });
    if (outcome.type !== "spawned") return { name: this.name, works: false, detail: outcome.message };
    const decoder = new TextDecoder();
    let said = "";
    const read = outcome.process.stderr.read((bytes) => {
      said += decoder.decode(bytes, { stream: true });
    });
    outcome.process.stdout.destroy();
    const [{ code }] = await Promise.all([outcome.process.exited, read]);
    if (code === 0) return { name: this.name, works: true, detail: "bubblewrap with seccomp" };
    return { name: this.name, works: false, detail: `${said.trim()}; ${USER_NAMESPACES}` };
  }

  #pipeWith(bytes: Uint8Array): number {
    const { readEnd, writeEnd } = this.#native.createPipe();
    writeSync(writeEnd, bytes);
    closeSync(writeEnd);
    return readEnd;
  }
}

const NOT_INSTALLED = "install bubblewrap (the program bwrap)";
const USER_NAMESPACES =
  "allow user namespaces for it (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)";

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** bwrap itself starts in any case; only here can it be said that the command could not. */
function whyItCannotStart({ command: [program = ""], cwd, env }: SpawnRequest): string | undefined {
  const isFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) return describeSpawnError({ code: "ENOENT", message: "" });
  const places = program.includes("/")
    ? [join(program.startsWith("/") ? "/" : cwd, program)]
    : (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(":").map((folder) => join(folder || cwd, program));
  return program !== "" && places.some(isExecutable) ? undefined : describeSpawnError({ code: "ENOENT", message: "" });
}
