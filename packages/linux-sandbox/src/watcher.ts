import type { LaunchStep } from "./launch-program.js";
import { blockSignals } from "./launch-steps.js";
import { SCRATCH_ADDRESS } from "./launcher-code.js";
import { restrictSignals } from "./restrict-files.js";

/** Where the launcher has the pipe that tells of the command's end, or of the end of the process that started it. */
export const WATCH_DESCRIPTOR = 4;
/** What comes through the pipe when the command may leave something behind; its mere end means that everything has to end. */
export const MAY_LEAVE = Uint8Array.of(1);

const SIGKILL = 9;
const OWN_GROUP = 0;
const EVERYBODY = -1;

export type Watched =
  /** Whatever is in the command's process group. */
  | { readonly type: "group" }
  /** Whatever the command has started, wherever it went: for that, the watcher itself reaches nobody else. */
  | { readonly type: "domain" };

/**
 * Leaves a process behind that ends what the command has started when this process dies, also by a signal that nobody can
 * catch. The command goes on here, and cannot reach the watcher when everything that it starts is watched.
 */
export const watch =
  ({ type }: Watched): LaunchStep =>
  (program) => {
    if (type === "domain") restrictSignals(program);
    program.call("clone", [CLONE_PARENT | SIGCHLD, 0, 0, 0, 0], { when: [0, "watcher"], otherwise: "watched" });
    program.label("watcher");
    blockSignals(program);
    program.call("close_range", [0, WATCH_DESCRIPTOR - 1, 0]);
    program.call("read", [WATCH_DESCRIPTOR, SCRATCH_ADDRESS, 1], { when: [MAY_LEAVE.length, "leave"] });
    program.call("kill", [type === "domain" ? EVERYBODY : OWN_GROUP, SIGKILL], { onFailure: "ignore" });
    program.label("leave");
    program.call("exit_group", [0]);
    program.label("watched");
  };

const SIGCHLD = 17;
/** A child of this process, which takes it when it has ended: not everywhere does somebody else. */
const CLONE_PARENT = 0x8000;
