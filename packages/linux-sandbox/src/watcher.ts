import type { LaunchStep } from "./launch-program.js";
import { blockSignals } from "./launch-steps.js";
import { SCRATCH_ADDRESS } from "./launcher-code.js";
import { restrictSignals } from "./restrict-files.js";

/** The launcher's descriptor of the pipe that signals the end of the command or of the process that started it. */
const WATCH_DESCRIPTOR = 4;
/** Written to the pipe if the command may leave something behind. If the pipe just closes, everything has to end. */
export const MAY_LEAVE = Uint8Array.of(1);

const SIGKILL = 9;
const OWN_GROUP = 0;
const EVERYBODY = -1;

export type Watched =
  /** Everything in the command's process group. */
  | { readonly type: "group" }
  /** Everything the command has started, wherever it went. The watcher itself can then signal nothing else. */
  | { readonly type: "domain" };

/**
 * Leaves a process behind that ends everything the command started when this process dies, even by an uncatchable signal. The
 * command continues in this process, and if everything it starts is watched, it cannot signal the watcher.
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
/** Makes the watcher a child of the launcher's parent, which reaps it; not every system has an init that would. */
const CLONE_PARENT = 0x8000;
