import { pid } from "node:process";
import type { Backend, BackendReport, ConfinedOutcome } from "./backend.js";
import { becomeCommand, ownTerminal } from "./become-command.js";
import type { Confinement } from "./confinement.js";
import { dropCapabilities, fileCapabilities } from "./drop-capabilities.js";
import { findProgram } from "./find-program.js";
import { foldersWithout } from "./folders-without.js";
import { LaunchProgram } from "./launch-program.js";
import { changeFolder, dieWith, filterCalls, gainNoRights, nameProcess } from "./launch-steps.js";
import { plainDevicesHere } from "./own-devices.js";
import { ownUser } from "./own-user.js";
import { readablePathsBeside } from "./readable-paths.js";
import { remembered } from "./remembered.js";
import { restrictFiles, SIGNALS_SINCE } from "./restrict-files.js";
import { buildSeccompFilter } from "./seccomp-filter.js";
import type { SpawnRequest } from "./spawned-process.js";
import { FIRST_IN_WATCHED_LAUNCHER, type Launching, startWatchedLauncher } from "./start-launcher.js";
import { superviseCalls } from "./supervised-calls.js";
import type { Machine } from "./system-calls.js";
import { terminalPath } from "./terminal.js";
import { tryOut } from "./try-out.js";
import { watch } from "./watcher.js";

/**
 * Confines with Landlock and seccomp alone, where no namespaces can be created. Nothing below a writable root is protected. The
 * command sees everybody's process ids; the calls that could harm others through them are denied altogether.
 */
export class LandlockBackend implements Backend {
  readonly name = "landlock";
  readonly #machine: Machine;
  readonly #launching: Launching;
  readonly probe = remembered(() => this.#tryOut());

  constructor(machine: Machine, launching: Launching) {
    this.#machine = machine;
    this.#launching = launching;
  }

  async spawn(request: SpawnRequest, confinement: Confinement): Promise<ConfinedOutcome> {
    const { writableRoots, network, hiddenFiles = [], deniedPaths = [], sealedFolders = [] } = confinement;
    const landlockVersion = this.#launching.native.landlockVersion();
    if (landlockVersion === 0) return { type: "sandbox-unavailable", message: NO_LANDLOCK };
    const found = findProgram(request);
    if (found.type !== "found") return { type: "failed-to-start", message: found.message };
    const roots = writableRoots.flatMap(({ root }) => foldersWithout(root, sealedFolders));
    const readable = readablePathsBeside([...hiddenFiles, ...deniedPaths, DEVICES], roots);
    if (typeof readable === "string") return { type: "sandbox-unavailable", message: readable };
    const terminal = terminalPath(request.stdio);
    const devices = [...plainDevicesHere(), ...(terminal === undefined ? [] : [terminal])];
    const metadata = roots.length > 0;
    const supervision = superviseCalls(this.#launching.supervisor, confinement, {
      number: FIRST_IN_WATCHED_LAUNCHER,
      metadataIn: roots,
    });
    const filter = buildSeccompFilter(this.#machine, {
      network,
      unixSockets: supervision.reachesSockets,
      metadata,
      ownNamespaces: false,
    });
    const program = new LaunchProgram(this.#machine, FIRST_IN_WATCHED_LAUNCHER + supervision.descriptors.length);
    const steps = [
      nameProcess,
      gainNoRights,
      dieWith(pid),
      watch({ type: landlockVersion >= SIGNALS_SINCE ? "domain" : "group" }),
      supervision.closeFiles,
      changeFolder(request.cwd),
      dropCapabilities(fileCapabilities()),
      restrictFiles({
        landlockVersion,
        readable: [...readable, ...devices],
        writable: [...roots, ...devices],
        abstractSockets: network,
      }),
      ownTerminal(request.stdio),
      filterCalls(filter),
      ...supervision.ask,
      becomeCommand(found, request),
    ];
    for (const step of steps) step(program);
    const { descriptors } = supervision;
    const launching = { ...this.#launching, descriptors, mayLeave: false };
    return startWatchedLauncher(program, request.stdio, launching).finally(supervision.started);
  }

  async #tryOut(): Promise<BackendReport> {
    const trial = await tryOut(this, { writableRoots: [], network: false });
    if (!trial.works) return { name: this.name, works: false, detail: trial.reason };
    const version = this.#launching.native.landlockVersion();
    const ofRoot = ownUser().uid === 0 ? [ROOT_GAP] : [];
    const gaps = [...GAPS, ...ofRoot, ...(version < SIGNALS_SINCE ? [SIGNAL_GAP] : [])].join("; ");
    return { name: this.name, works: true, detail: `Landlock version ${version} with seccomp; alone: ${gaps}` };
  }
}

/** What it cannot enforce if no other backend works; see docs/sandbox.md. */
const GAPS = ["what Git and shells obey is put aside only afterwards", "other processes are visible"];
const ROOT_GAP = "as root also the numbers of their open files";
const SIGNAL_GAP = "signals reach them (fixed in Linux 6.12)";

/** It contains other users' terminals and raw disks, so the plain devices are allowed one by one. */
const DEVICES = "/dev";
const NO_LANDLOCK = "the kernel has no Landlock; it needs Linux 5.13 or newer with Landlock enabled";
