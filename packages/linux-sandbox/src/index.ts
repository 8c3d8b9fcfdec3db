// Every name here is a promise to users of the package.
export type { BackendName, BackendReport, ConfinedOutcome, SandboxUnavailable } from "./backend.js";
export type { Confinement, WritableRoot } from "./confinement.js";
export type { InputPipe } from "./input-pipe.js";
export { isOutOfDescriptors } from "./is-out-of-descriptors.js";
export { isBelow, isWithin } from "./is-within.js";
export { createLinuxSandbox, type LinuxSandbox, type LinuxSandboxOptions } from "./linux-sandbox.js";
export type { TerminalSize } from "./native.js";
export type { ExitStatus, OutputPipe, SpawnedProcess, SpawnOutcome, SpawnRequest } from "./spawned-process.js";
export type { Terminal } from "./terminal.js";
