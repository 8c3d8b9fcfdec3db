import { closeSync, readlinkSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import type { CallNotice, NativeCalls } from "./native-calls.js";
import { processOf, readMemory, signed } from "./process-memory.js";

/** The outcome of an attempt to connect: 0, an errno, or a socket that is still connecting. */
export type Connection = { readonly error: number } | { readonly pending: number };

const { EPERM, EACCES, EINVAL, EINPROGRESS, ESRCH } = constants.errno;
const AF_UNIX = 1;
const MAX_ADDRESS_BYTES = 128;

/**
 * Makes the connection that a command asks for, on the command's own socket but with our copy of the address, so that later changes
 * to its memory or descriptors have no effect. Allows IP addresses and the listed local sockets, which it reaches by our own path.
 */
export function makeConnection(
  native: NativeCalls,
  { listener, notice, allowed }: { listener: number; notice: CallNotice; allowed: readonly string[] },
): Connection {
  const { thread, id, args } = notice;
  const [descriptor = 0n, pointer = 0n, length = 0n] = args;
  const size = signed(length);
  const wanted = size < 2 || size > MAX_ADDRESS_BYTES ? undefined : readMemory(thread, pointer, size);
  const pid = processOf(thread);
  // Only now is it certain whose memory we read.
  if (wanted?.length !== size || pid === undefined || !native.isWaiting(listener, id)) return { error: EINVAL };
  const address = wanted.readUInt16LE(0) === AF_UNIX ? allowedAddress(wanted, { thread, allowed }) : wanted;
  if (address === undefined) return { error: EPERM };
  const socket = native.takeDescriptor(pid, signed(descriptor));
  if (socket < 0) return { error: -socket === ESRCH ? EACCES : -socket };
  const error = -native.connect(socket, address);
  if (error === EINPROGRESS && native.isBlocking(socket)) return { pending: socket };
  closeSync(socket);
  return { error };
}

/** The address of the listed socket that a path leads to. A socket without a file has no path. */
function allowedAddress(
  wanted: Buffer,
  { thread, allowed }: { thread: number; allowed: readonly string[] },
): Buffer | undefined {
  const [path = ""] = wanted.toString("utf8", 2).split("\0");
  if (path === "") return undefined;
  try {
    const real = realpathSync.native(resolve(readlinkSync(`/proc/${thread}/cwd`), path));
    if (!allowed.includes(real)) return undefined;
    return Buffer.concat([wanted.subarray(0, 2), Buffer.from(`${real}\0`)]);
  } catch {
    return undefined;
  }
}
