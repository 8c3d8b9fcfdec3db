import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import { becomeCommand, ownTerminal } from "./become-command.js";
import { type BwrapIdentity, bwrapArguments } from "./bwrap.js";
import type { Confinement } from "./confinement.js";
import { isExecutable } from "./executable.js";
import { type FoundProgram, findProgram } from "./find-program.js";
import { LaunchProgram } from "./launch-program.js";
import { filterCalls, gainNoRights, nameProcess } from "./launch-steps.js";
import { planMounts } from "./mount-plan.js";
import { ownDevices } from "./own-devices.js";
import { ownUser } from "./own-user.js";
import { remembered } from "./remembered.js";
import { restrictFiles } from "./restrict-files.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import type { SpawnRequest } from "./spawned-process.js";
import { FIRST_IN_LAUNCHER, type Launching, pathOf, startWithFiles } from "./start-launcher.js";
import { type SupervisionSteps, superviseCalls } from "./supervised-calls.js";
import type { Machine } from "./system-calls.js";
import { tryOut } from "./try-out.js";

/** Comes after the filter and the launcher's image. */
const FIRST_IN_BWRAP = FIRST_IN_LAUNCHER + 1;

/** Only system locations: `PATH` may lead into a workspace. */
const PLACES = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap", "/run/current-system/sw/bin/bwrap"];

/** Confines with bubblewrap's namespaces, mounts over everything protected, and Landlock inside. */
export class BwrapBackend implements Backend {
  readonly name = "bwrap";
  readonly #machine: Machine;
  readonly #launching: Launching;
  readonly probe = remembered(() => this.#tryOut());
  #identity: BwrapIdentity = "user-namespace";

  constructor(machine: Machine, launching: Launching) {
    this.#machine = machine;
    this.#launching = launching;
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const bwrap = PLACES.find(isExecutable);
    if (bwrap === undefined) return { type: "sandbox-unavailable", message: NOT_INSTALLED };
    const found = findProgram(request);
    if (found.type !== "found") return { type: "failed-to-start", message: found.message };
    const mounts = planMounts(confinement);
    const supervision = superviseCalls(this.#launching.supervisor, confinement, { number: FIRST_IN_BWRAP });
    // For bwrap's own process in the sandbox, and for the launcher.
    const filter = this.#filter(confinement, supervision, { openat2: true });
    const image = this.#launcher(found, request, { confinement, supervision }).image();
    const { cwd } = request;
    return startWithFiles([filter, image], request.stdio, {
      ...this.#launching,
      descriptors: supervision.descriptors,
      commandWith: ([seccompDescriptor = 0, launcher = 0]) => [
        bwrap,
        ...bwrapArguments({ mounts, seccompDescriptor, cwd, command: [pathOf(launcher)], identity: this.#identity }),
      ],
    }).finally(supervision.started);
  }

  #launcher(
    found: FoundProgram,
    request: SpawnRequest,
    { confinement, supervision }: { confinement: Confinement; supervision: SupervisionSteps },
  ): LaunchProgram {
    const { writableRoots, network } = confinement;
    const program = new LaunchProgram(this.#machine, FIRST_IN_LAUNCHER);
    const sharedMemory = writableRoots.length > 0;
    const steps = [
      nameProcess,
      gainNoRights,
      supervision.closeFiles,
      restrictFiles({
        landlockVersion: this.#launching.native.landlockVersion(),
        readable: ["/"],
        writable: [...writableRoots.map(({ root }) => root), ...ownDevices({ sharedMemory })],
        abstractSockets: network,
      }),
      filterCalls(this.#filter(confinement, supervision, { openat2: false })),
      // The terminal must belong to the command, not to bwrap: Ctrl-C must not end bwrap and everything in it.
      ownTerminal(request.stdio),
      ...supervision.ask,
      becomeCommand(found, request),
    ];
    for (const step of steps) step(program);
    return program;
  }

  #filter(
    { network }: Confinement,
    { reachesSockets }: SupervisionSteps,
    { openat2 }: { readonly openat2: boolean },
  ): Uint8Array {
    const allowances = { network, unixSockets: reachesSockets, metadata: true, ownNamespaces: true, openat2 };
    return buildSeccompFilter(this.#machine, allowances);
  }

  async #tryOut(): Promise<BackendReport> {
    if (!PLACES.some(isExecutable)) return { name: this.name, works: false, detail: NOT_INSTALLED };
    if (ownUser().uid === 0) {
      const report = await this.#tryAs("root");
      if (report.works) return report;
    }
    return this.#tryAs("user-namespace");
  }

  async #tryAs(identity: BwrapIdentity): Promise<BackendReport> {
    this.#identity = identity;
    const tried = await tryOut(this, READ_ONLY);
    if (tried.works) return { name: this.name, works: true, detail: "bubblewrap with Landlock and seccomp" };
    return { name: this.name, works: false, detail: `${tried.reason}; ${USER_NAMESPACES}` };
  }
}

const READ_ONLY: Confinement = { writableRoots: [], network: false };
const NOT_INSTALLED = "install bubblewrap (the program bwrap)";
const USER_NAMESPACES =
  "allow user namespaces for it (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)";
