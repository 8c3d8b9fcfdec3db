import { closeSync } from "node:fs";
import { userInfo } from "node:os";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import { type BwrapIdentity, bwrapArguments } from "./bwrap.js";
import type { Confinement } from "./confinement.js";
import { isExecutable } from "./executable.js";
import { planMounts } from "./mount-plan.js";
import type { Native } from "./native.js";
import { pipeWith } from "./pipe-with.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import { type PipedSpawner, type Start, spawnInTerminal, startDirectly } from "./spawn-in-pipes.js";
import type { SpawnRequest } from "./spawned-process.js";
import { terminalCommand } from "./terminal.js";
import { tryOut } from "./try-out.js";
import { whyCommandCannotStart } from "./why-command-cannot-start.js";

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

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const program = PLACES.find(isExecutable);
    const filter = buildSeccompFilter(this.#arch, { network: confinement.network, metadata: true, mounts: false });
    if (program === undefined || filter === undefined) return { type: "sandbox-unavailable", message: NOT_INSTALLED };
    const missing = whyCommandCannotStart(request);
    if (missing !== undefined) return { type: "failed-to-start", message: missing };
    const mounts = planMounts(confinement);
    const { cwd, env } = request;
    const { stdio: where = "pipe" } = request;
    // The terminal becomes that of the command, not of bwrap: Ctrl-C must not end bwrap, and with it everything.
    const command = terminalCommand(where, request.command);
    const identity = this.#identity;
    const args = bwrapArguments({ mounts, seccompDescriptor: SECCOMP_DESCRIPTOR, cwd, command, identity });
    const start: Start = async (stdio) => {
      const seccomp = pipeWith(this.#native, filter);
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
    const tried = await tryOut(this, READ_ONLY);
    if (tried.works) return { name: this.name, works: true, detail: "bubblewrap with seccomp" };
    return { name: this.name, works: false, detail: `${tried.reason}; ${USER_NAMESPACES}` };
  }
}

const READ_ONLY: Confinement = { writableRoots: [], network: false };
const NOT_INSTALLED = "install bubblewrap (the program bwrap)";
const USER_NAMESPACES =
  "allow user namespaces for it (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)";
