import { chmodSync, chownSync, closeSync, constants as files, openSync, readlinkSync } from "node:fs";
import { constants } from "node:os";
import { sep } from "node:path";
import { isWithin } from "./is-within.js";
import type { MetadataCall } from "./metadata-calls.js";
import type { CallNotice, NativeCalls } from "./native-calls.js";
import { readMemory, readText, signed } from "./process-memory.js";

const { EPERM, EFAULT, EBADF, ENOSYS } = constants.errno;
const O_PATH = 0o10000000;
const AT_FDCWD = -100;
const [AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH] = [0x100, 0x1000];
const TIMES_BYTES = 32;
const MAX_ATTRIBUTE_BYTES = 64 * 1024;
/** All other attributes belong to the system. */
const PLAIN_ATTRIBUTES = /^(user\.|system\.posix_acl_)/;

export interface MetadataRequest {
  readonly listener: number;
  readonly notice: CallNotice;
  readonly call: MetadataCall | "missing";
  /** Real paths of the folders in which the command may write. */
  readonly writable: readonly string[];
}

/**
 * Changes modes, owners, times or attributes for a command if the file is in a writable folder. The file is held open from the
 * check to the change, so that nothing can be swapped in. Returns 0 or an errno.
 */
export function changeMetadata(native: NativeCalls, request: MetadataRequest): number {
  const { call, writable } = request;
  if (call === "missing") return ENOSYS;
  const file = openTarget(native, { ...request, call });
  if (typeof file !== "string") return file.error;
  const descriptor = Number(file.slice(file.lastIndexOf("/") + 1));
  try {
    if (!isWritable(readlinkSync(file), writable)) return EPERM;
    return apply(native, file, { ...request, call });
  } catch (error) {
    return errorNumber(error);
  } finally {
    closeSync(descriptor);
  }
}

type Request = MetadataRequest & { readonly call: MetadataCall };

/** Opens the call's target and returns a path to the open file. */
function openTarget(native: NativeCalls, { listener, notice, call }: Request): string | { readonly error: number } {
  const { thread, args, id } = notice;
  const pointer = call.path === undefined ? 0n : (args[call.path] ?? 0n);
  const path = pointer === 0n ? "" : readText(thread, pointer);
  if (path === undefined) return { error: EFAULT };
  const flags = call.flags === undefined ? 0 : signed(args[call.flags]);
  const start = call.descriptor === undefined ? AT_FDCWD : signed(args[call.descriptor]);
  const place = start === AT_FDCWD ? `/proc/${thread}/cwd` : `/proc/${thread}/fd/${start}`;
  if (path === "" && call.path !== undefined && pointer !== 0n && (flags & AT_EMPTY_PATH) === 0)
    return { error: constants.errno.ENOENT };
  if (path === "" && start === AT_FDCWD && call.path === undefined) return { error: EBADF };
  const isOfLink = path !== "" && (call.isOfLink === true || (flags & AT_SYMLINK_NOFOLLOW) !== 0);
  try {
    const file = openSync(pathOf(path, place, thread), O_PATH | (isOfLink ? files.O_NOFOLLOW : 0));
    // Only now is it certain whose memory and descriptors we read.
    if (native.isWaiting(listener, id)) return `/proc/self/fd/${file}`;
    closeSync(file);
    return { error: EBADF };
  } catch (error) {
    // The descriptor does not exist.
    if (path === "" && start !== AT_FDCWD) return { error: EBADF };
    return { error: errorNumber(error) };
  }
}

function pathOf(path: string, place: string, thread: number): string {
  if (path === "") return place;
  if (!path.startsWith(sep)) return `${place}/${path}`;
  return path
    .replace(/^\/proc\/(thread-)?self(?=\/)/, `/proc/${thread}`)
    .replace(/^\/dev\/fd(?=\/)/, `/proc/${thread}/fd`);
}

/** Pipes, sockets and in-memory files belong to the command. */
const isWritable = (path: string, writable: readonly string[]): boolean =>
  !path.startsWith(sep) || path.startsWith("/memfd:") || writable.some((root) => isWithin(root, path));

function apply(native: NativeCalls, file: string, { notice: { thread, args }, call }: Request): number {
  const [first = 0n, second = 0n, third = 0n, fourth = 0n] = args.slice(call.values);
  switch (call.change) {
    case "mode":
      chmodSync(file, Number(first & 0o7777n));
      return 0;
    case "owner":
      chownSync(file, signed(first), signed(second));
      return 0;
    case "seconds":
    case "microseconds":
    case "nanoseconds": {
      const times = first === 0n ? null : readTimes(thread, first, call.change);
      return times === undefined ? EFAULT : -native.setTimes(file, times);
    }
    case "set-attribute": {
      const name = readText(thread, first);
      const value = third > MAX_ATTRIBUTE_BYTES ? undefined : readMemory(thread, second, Number(third));
      if (name === undefined || value?.length !== Number(third)) return EFAULT;
      return PLAIN_ATTRIBUTES.test(name) ? -native.setAttribute(file, name, value, signed(fourth)) : EPERM;
    }
    case "remove-attribute": {
      const name = readText(thread, first);
      if (name === undefined) return EFAULT;
      return PLAIN_ATTRIBUTES.test(name) ? -native.removeAttribute(file, name) : EPERM;
    }
    default:
      return call.change satisfies never;
  }
}

/** Two timestamps in the form that `utimensat` takes. */
function readTimes(
  thread: number,
  pointer: bigint,
  unit: "seconds" | "microseconds" | "nanoseconds",
): Buffer | undefined {
  const length = unit === "seconds" ? TIMES_BYTES / 2 : TIMES_BYTES;
  const given = readMemory(thread, pointer, length);
  if (given?.length !== length) return undefined;
  if (unit === "nanoseconds") return given;
  const times = Buffer.alloc(TIMES_BYTES);
  for (const index of [0, 1]) {
    const [seconds, more] = unit === "seconds" ? [index * 8, undefined] : [index * 16, index * 16 + 8];
    times.writeBigInt64LE(given.readBigInt64LE(seconds), index * 16);
    times.writeBigInt64LE(more === undefined ? 0n : given.readBigInt64LE(more) * 1000n, index * 16 + 8);
  }
  return times;
}

const errorNumber = (error: unknown): number =>
  error instanceof Error && "errno" in error && typeof error.errno === "number" ? -error.errno : EPERM;
