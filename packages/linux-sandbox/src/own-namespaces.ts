import type { LaunchProgram, LaunchStep } from "./launch-program.js";
import { blockSignals, dieWithParent } from "./launch-steps.js";
import { SCRATCH_ADDRESS } from "./launcher-code.js";

/** Who a command is in namespaces of its own: root can make those as it is, everybody else needs one for users too. */
export type Identity =
  | { readonly type: "root" }
  | { readonly type: "user"; readonly uid: number; readonly gid: number };

const CLONE_NEWNS = 0x20000;
const CLONE_NEWIPC = 0x8000000;
const CLONE_NEWUSER = 0x10000000;
const CLONE_NEWPID = 0x20000000;

/** Namespaces for mounts, System V IPC and POSIX queues; what is started from now on has one for processes. */
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
/** The first process of a namespace has the number 1, what it starts first the number 2. */
const COMMAND = 2;

/**
 * Three processes: one outside, that the caller knows and that ends as the command ends; the namespace's first, with which everything
 * in it ends, and which takes leave of processes that nobody else waits for; and the command. Here goes on the first of the namespace.
 */
export const enterProcessNamespace: LaunchStep = (program) => {
  blockSignals(program);
  program.call("clone", [SIGCHLD, 0, 0, 0, 0], { when: [0, "first"] });
  program.call("wait4", [ANY_CHILD, SCRATCH_ADDRESS, 0, 0]);
  program.finish();
  program.label("first");
  dieWithParent(program);
};

/** Leaves the namespace's first process behind; here goes on the command. */
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
