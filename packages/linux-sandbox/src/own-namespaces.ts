import type { LaunchProgram, LaunchStep } from "./launch-program.js";
import { blockSignals, dieWithParent } from "./launch-steps.js";
import { SCRATCH_ADDRESS } from "./launcher-code.js";

/** The command's identity in its namespaces: root can create them as it is; everybody else also needs a user namespace. */
export type Identity =
  | { readonly type: "root" }
  | { readonly type: "user"; readonly uid: number; readonly gid: number };

const CLONE_NEWNS = 0x20000;
const CLONE_NEWIPC = 0x8000000;
const CLONE_NEWUSER = 0x10000000;
const CLONE_NEWPID = 0x20000000;

/** Creates namespaces for mounts, System V IPC and POSIX queues; processes started from now on get a new process namespace. */
export const ownNamespaces =
  (identity: Identity): LaunchStep =>
  (program) => {
    const flags = CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWPID;
    const user = identity.type === "user" ? CLONE_NEWUSER : 0;
    program.call("unshare", [flags | user], { onFailure: { say: "sandbox: namespaces cannot be made here" } });
    if (identity.type === "root") return;
    write(program, "/proc/self/setgroups", "deny");
    write(program, "/proc/self/uid_map", `${identity.uid} ${identity.uid} 1`);
    write(program, "/proc/self/gid_map", `${identity.gid} ${identity.gid} 1`);
  };

const AT_FDCWD = -100;
const O_WRONLY = 1;

function write(program: LaunchProgram, path: string, text: string): void {
  const say = `sandbox: ${path} cannot be written`;
  const descriptor = program.open("openat", [AT_FDCWD, path, O_WRONLY, 0], { onFailure: { say } });
  program.call("write", [descriptor, text, text.length], { onFailure: { say } });
  program.close(descriptor);
}

const SIGCHLD = 17;
const ANY_CHILD = -1;
/** The first process of a namespace has pid 1, and the first one that it starts has pid 2. */
const COMMAND = 2;

/**
 * Makes three processes: one outside, which the caller knows and which exits with the command's status; the namespace's init, whose
 * end ends everything in it and which reaps orphans; and the command. The program continues in init.
 */
export const enterProcessNamespace: LaunchStep = (program) => {
  blockSignals(program);
  program.call("clone", [SIGCHLD, 0, 0, 0, 0], { when: [0, "first"] });
  program.call("wait4", [ANY_CHILD, SCRATCH_ADDRESS, 0, 0]);
  program.finish();
  program.label("first");
  dieWithParent(program);
};

/** Leaves the namespace's init behind; the program continues as the command. */
export const leaveFirstProcess: LaunchStep = (program) => {
  program.call("clone", [SIGCHLD, 0, 0, 0, 0], { when: [0, "command"] });
  program.label("wait");
  program.call("wait4", [ANY_CHILD, SCRATCH_ADDRESS, 0, 0], {
    when: [COMMAND, "ended"],
    otherwise: "wait",
    onFailure: { goTo: "ended" },
  });
  program.label("ended");
  program.finish();
  program.label("command");
};
