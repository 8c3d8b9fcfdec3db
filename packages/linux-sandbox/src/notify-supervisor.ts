import { decide, encode, filterOf } from "./bpf.js";
import type { LaunchStep } from "./launch-program.js";
import { systemCallsOf } from "./system-calls.js";

/** The launcher's descriptor of the socket through which it sends its seccomp listener. */
const SUPERVISOR_DESCRIPTOR = 3;

/** Closes every inherited descriptor except the standard ones and the socket to the supervisor, which gets a fixed number. */
export const closeFilesBut =
  (socket: number): LaunchStep =>
  (program) => {
    program.call("dup3", [socket, SUPERVISOR_DESCRIPTOR, 0]);
    program.closeFrom(SUPERVISOR_DESCRIPTOR + 1);
  };

const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
const INSTRUCTION_BYTES = 8;

/** From here on, each of these calls blocks until the process outside has performed or refused it. */
export const notifySupervisor =
  (names: readonly string[]): LaunchStep =>
  (program) => {
    const known = systemCallsOf(program.machine);
    const checks = names.flatMap((name) => known.get(name) ?? []).map((number) => decide(number, "asked", []));
    const filter = encode(filterOf(program.machine, { known: [...known.values()], checks }));
    const length = filter.length / INSTRUCTION_BYTES;
    const flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    const listener = program.open("seccomp", [SECCOMP_SET_MODE_FILTER, flags, [length, filter]]);
    program.call("sendmsg", [SUPERVISOR_DESCRIPTOR, messageWith(listener), 0]);
    program.close(listener);
    program.call("close", [SUPERVISOR_DESCRIPTOR]);
  };

const [SOL_SOCKET, SCM_RIGHTS] = [1, 1];
const CONTROL_BYTES = 24;

/** A `struct msghdr` with one byte of data and one descriptor. */
function messageWith(descriptor: number) {
  const control = Buffer.alloc(CONTROL_BYTES);
  control.writeBigUInt64LE(20n, 0);
  for (const [index, value] of [SOL_SOCKET, SCM_RIGHTS, descriptor].entries())
    control.writeInt32LE(value, 8 + index * 4);
  const parts = [Buffer.alloc(1), 1];
  return [0, 0, parts, 1, control, CONTROL_BYTES, 0];
}
