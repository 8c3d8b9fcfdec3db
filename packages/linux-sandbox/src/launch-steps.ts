import type { LaunchStep } from "./launch-program.js";

const PR_SET_PDEATHSIG = 1;
const PR_SET_NAME = 15;
const PR_SET_NO_NEW_PRIVS = 38;
const SIGKILL = 9;
const SIG_BLOCK = 0;
const SIG_SETMASK = 2;
const SIGNAL_SET_BYTES = 8;
const FIRST_OWN_DESCRIPTOR = 3;

/** The name in process lists until the command takes over. */
export const nameProcess: LaunchStep = (program) =>
  program.call("prctl", [PR_SET_NAME, "codex-sandbox", 0, 0, 0], { onFailure: "ignore" });

/** From now on, no program that is executed gains privileges. */
export const gainNoRights: LaunchStep = (program) => program.call("prctl", [PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0]);

/** Closes all inherited descriptors except the standard ones. */
export const closeFiles: LaunchStep = (program) => program.closeFrom(FIRST_OWN_DESCRIPTOR);

/** Dies when its parent ends, however that happens; at once if it has ended already. */
export const dieWith =
  (parent: number): LaunchStep =>
  (program) => {
    program.call("prctl", [PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0]);
    const gone = "the parent is gone";
    program.call("getppid", [], { when: [parent, gone] });
    program.call("exit_group", [0]);
    program.label(gone);
  };

/** The same inside a process namespace, where a parent outside has no pid. */
export const dieWithParent: LaunchStep = (program) => program.call("prctl", [PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0]);

/** Termination signals are meant for the command; the process that waits for it continues until it has ended. */
export const blockSignals: LaunchStep = (program) =>
  program.call("rt_sigprocmask", [SIG_BLOCK, Buffer.alloc(SIGNAL_SET_BYTES, 0xff), 0, SIGNAL_SET_BYTES]);

export const unblockSignals: LaunchStep = (program) =>
  program.call("rt_sigprocmask", [SIG_SETMASK, Buffer.alloc(SIGNAL_SET_BYTES), 0, SIGNAL_SET_BYTES]);

export const changeFolder =
  (cwd: string): LaunchStep =>
  (program) =>
    program.call("chdir", [cwd], { onFailure: { say: `sandbox: no way into ${cwd}` } });

const SECCOMP_SET_MODE_FILTER = 1;
const INSTRUCTION_BYTES = 8;

export const filterCalls =
  (filter: Uint8Array): LaunchStep =>
  (program) =>
    program.call("seccomp", [SECCOMP_SET_MODE_FILTER, 0, [filter.length / INSTRUCTION_BYTES, filter]]);
