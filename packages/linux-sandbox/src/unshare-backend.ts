import { pid } from "node:process";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import { becomeCommand, ownTerminal } from "./become-command.js";
import type { Confinement } from "./confinement.js";
import { dropCapabilities, fileCapabilities, NO_CAPABILITIES } from "./drop-capabilities.js";
import { findProgram } from "./find-program.js";
import { LaunchProgram, type LaunchStep } from "./launch-program.js";
import { changeFolder, dieWith, filterCalls, gainNoRights, nameProcess, unblockSignals } from "./launch-steps.js";
import { planMounts } from "./mount-plan.js";
import { ownDevices } from "./own-devices.js";
import { ownMounts, ownProcesses } from "./own-mounts.js";
import { enterProcessNamespace, type Identity, leaveFirstProcess, ownNamespaces } from "./own-namespaces.js";
import { ownUser } from "./own-user.js";
import { remembered } from "./remembered.js";
import { restrictFiles } from "./restrict-files.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import type { SpawnRequest } from "./spawned-process.js";
import { FIRST_IN_LAUNCHER, type Launching, startLauncher } from "./start-launcher.js";
import { superviseCalls } from "./supervised-calls.js";
import type { Machine } from "./system-calls.js";
import { terminalPath } from "./terminal.js";
import { tryOut } from "./try-out.js";

/** Confines with namespaces that the launcher creates itself, mounts over everything protected, Landlock and seccomp. */
export class UnshareBackend implements Backend {
  readonly name = "unshare";
  readonly #machine: Machine;
  readonly #launching: Launching;
  readonly probe = remembered(() => this.#tryOut());
  #identity: Identity = { type: "user", ...ownUser() };

  constructor(machine: Machine, launching: Launching) {
    this.#machine = machine;
    this.#launching = launching;
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const found = findProgram(request);
    if (found.type !== "found") return { type: "failed-to-start", message: found.message };
    const mounts = planMounts(confinement);
    const { writableRoots, network } = confinement;
    const sharedMemory = writableRoots.length > 0;
    const supervision = superviseCalls(this.#launching.supervisor, confinement, { number: FIRST_IN_LAUNCHER });
    const program = new LaunchProgram(this.#machine, FIRST_IN_LAUNCHER + supervision.descriptors.length);
    const filter = buildSeccompFilter(this.#machine, {
      network,
      unixSockets: supervision.reachesSockets,
      metadata: true,
      ownNamespaces: true,
    });
    const steps: readonly LaunchStep[] = [
      nameProcess,
      gainNoRights,
      supervision.closeFiles,
      ownNamespaces(this.#identity),
      dieWith(pid),
      ownMounts({ mounts, terminal: terminalPath(request.stdio), sharedMemory }),
      enterProcessNamespace,
      ownProcesses,
      changeFolder(request.cwd),
      dropCapabilities(this.#identity.type === "root" ? fileCapabilities() : NO_CAPABILITIES),
      restrictFiles({
        landlockVersion: this.#launching.native.landlockVersion(),
        readable: ["/"],
        writable: [...writableRoots.map(({ root }) => root), ...ownDevices({ sharedMemory })],
        abstractSockets: network,
      }),
      filterCalls(filter),
      leaveFirstProcess,
      unblockSignals,
      ownTerminal(request.stdio),
      ...supervision.ask,
      becomeCommand(found, request),
    ];
    for (const step of steps) step(program);
    const { descriptors } = supervision;
    return startLauncher(program, request.stdio, { ...this.#launching, descriptors }).finally(supervision.started);
  }

  async #tryOut(): Promise<BackendReport> {
    const { uid, gid } = ownUser();
    const identities: Identity[] = [...(uid === 0 ? [{ type: "root" } as const] : []), { type: "user", uid, gid }];
    let reason = "";
    for (const identity of identities) {
      this.#identity = identity;
      const trial = await tryOut(this, { writableRoots: [], network: false });
      if (trial.works) return { name: this.name, works: true, detail: DETAIL };
      reason = trial.reason;
    }
    return { name: this.name, works: false, detail: `${reason}; ${USER_NAMESPACES}` };
  }
}

const DETAIL = "namespaces of its own, with Landlock and seccomp";
const USER_NAMESPACES =
  "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)";
