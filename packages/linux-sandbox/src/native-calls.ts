import { closeSync } from "node:fs";
import { callFailed } from "./call-failed.js";

/** A command's system call that waits for our answer. */
export interface CallNotice {
  readonly id: bigint;
  readonly number: number;
  /** The calling thread, numbered as in this process's namespace. */
  readonly thread: number;
  readonly args: readonly bigint[];
}

/** A descriptor to poll for `POLLIN` or `POLLOUT`. */
export interface Awaited {
  readonly descriptor: number;
  readonly events: number;
}

/** The system calls with which the calls of commands are answered. Those that can fail return a negative errno. */
export interface NativeCalls {
  socketPair(): readonly [number, number];
  /** The received descriptor; undefined if none was sent. */
  receiveDescriptor(socket: number): number | undefined;
  /** The events of each, as soon as one has any. */
  poll(awaited: readonly Awaited[]): Promise<readonly number[]>;
  /** Undefined if the caller is gone. Call it only when the listener is readable. */
  receiveNotice(listener: number): CallNotice | undefined;
  /** Whether the caller still waits and is still the same one. */
  isWaiting(listener: number, id: bigint): boolean;
  answer(listener: number, id: bigint, error: number): void;
  /** Duplicates another process's descriptor. */
  takeDescriptor(pid: number, descriptor: number): number;
  /** Never blocks, however the socket is configured; returns `-EINPROGRESS` or `-EAGAIN` instead. */
  connect(socket: number, address: Uint8Array): number;
  /** Whether calls on the socket block. */
  isBlocking(socket: number): boolean;
  /** The outcome of a connection that was pending: 0 or an errno. */
  errorOf(socket: number): number;
  /** `times`: two of `struct timespec`; null means now. */
  setTimes(file: string, times: Uint8Array | null): number;
  setAttribute(file: string, name: string, value: Uint8Array, flags: number): number;
  removeAttribute(file: string, name: string): number;
}

export const [POLLIN, POLLOUT] = [1, 4];

/** The part of koffi that this file uses. */
interface Koffi {
  errno(): number;
  struct(fields: Record<string, unknown>): unknown;
  pointer(type: unknown): unknown;
}
interface Callable {
  (...args: unknown[]): number;
  async(...args: unknown[]): void;
}
interface Library {
  func(declaration: string): Callable;
  func(name: string, result: string, parameters: readonly unknown[]): Callable;
}

const [AF_UNIX, SOCK_SEQPACKET, SOCK_CLOEXEC] = [1, 5, 0o2000000];
const [NOTICE_BYTES, ANSWER_BYTES] = [80, 24];
const [NOTIF_RECV, NOTIF_SEND, NOTIF_ID_VALID] = [0xc0502100, 0xc0182101, 0x40082102];
const [SYS_PIDFD_OPEN, SYS_PIDFD_GETFD] = [434, 438];
const [F_GETFL, F_SETFL, O_NONBLOCK] = [3, 4, 0o4000];
const [SOL_SOCKET, SO_ERROR] = [1, 4];
const AT_FDCWD = -100;
const [MSG_DONTWAIT, MSG_CMSG_CLOEXEC] = [0x40, 0x40000000];
/** Header and one descriptor, padded to whole words. */
const CONTROL_BYTES = 24;
const DESCRIPTOR_OFFSET = 16;

export function loadCalls(koffi: Koffi, library: Library): NativeCalls {
  return {
    ...descriptorCalls(koffi, library),
    ...noticeCalls(library),
    ...socketCalls(koffi, library),
    ...fileCalls(koffi, library),
  };
}

/** What a call returned, or its negative errno. */
const outcomeOf = (koffi: Koffi, value: number): number => (value < 0 ? -koffi.errno() : value);

type DescriptorCalls = Pick<NativeCalls, "socketPair" | "receiveDescriptor" | "takeDescriptor" | "poll">;

function descriptorCalls(koffi: Koffi, library: Library): DescriptorCalls {
  const part = koffi.struct({ base: "void *", length: "size_t" });
  const message = koffi.struct({
    ...{ name: "void *", nameLength: "uint32", parts: koffi.pointer(part), partCount: "size_t" },
    ...{ control: "void *", controlLength: "size_t", flags: "int" },
  });
  const socketpair = library.func("int socketpair(int family, int type, int protocol, _Out_ int *fds)");
  const recvmsg = library.func("recvmsg", "long", ["int", koffi.pointer(message), "int"]);
  const pidfdCall = library.func("syscall", "long", ["long", "int", "int", "uint"]);
  const poll = library.func("int poll(void *fds, ulong count, int timeout)");
  return {
    socketPair() {
      const ends = [-1, -1];
      if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) !== 0)
        throw callFailed("socketpair", koffi.errno());
      const [ours = -1, theirs = -1] = ends;
      return [ours, theirs];
    },
    receiveDescriptor(socket) {
      const [data, control] = [Buffer.alloc(1), Buffer.alloc(CONTROL_BYTES)];
      const parts = { base: data, length: data.length };
      const into = { name: null, nameLength: 0, parts, partCount: 1, control, controlLength: CONTROL_BYTES, flags: 0 };
      if (recvmsg(socket, into, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) <= 0) return undefined;
      return control.readBigUInt64LE(0) === 0n ? undefined : control.readInt32LE(DESCRIPTOR_OFFSET);
    },
    takeDescriptor(pid, descriptor) {
      const handle = outcomeOf(koffi, pidfdCall(SYS_PIDFD_OPEN, pid, 0, 0));
      if (handle < 0) return handle;
      const taken = outcomeOf(koffi, pidfdCall(SYS_PIDFD_GETFD, handle, descriptor, 0));
      closeSync(handle);
      return taken;
    },
    async poll(awaited) {
      const fds = Buffer.alloc(awaited.length * 8);
      awaited.forEach(({ descriptor, events }, index) => {
        fds.writeInt32LE(descriptor, index * 8);
        fds.writeInt16LE(events, index * 8 + 4);
      });
      await new Promise<void>((resolve) => poll.async(fds, awaited.length, -1, () => resolve()));
      return awaited.map((_, index) => fds.readInt16LE(index * 8 + 6));
    },
  };
}

function noticeCalls(library: Library): Pick<NativeCalls, "receiveNotice" | "isWaiting" | "answer"> {
  const ioctl = library.func("int ioctl(int fd, ulong request, void *argument)");
  return {
    receiveNotice(listener) {
      const notice = Buffer.alloc(NOTICE_BYTES);
      if (ioctl(listener, NOTIF_RECV, notice) !== 0) return undefined;
      const args = Array.from({ length: 6 }, (_, index) => notice.readBigUInt64LE(32 + index * 8));
      return { id: notice.readBigUInt64LE(0), thread: notice.readUInt32LE(8), number: notice.readInt32LE(16), args };
    },
    isWaiting: (listener, id) => ioctl(listener, NOTIF_ID_VALID, bytesOf(id)) === 0,
    answer(listener, id, error) {
      const answer = Buffer.alloc(ANSWER_BYTES);
      answer.writeBigUInt64LE(id, 0);
      answer.writeInt32LE(error, 16);
      ioctl(listener, NOTIF_SEND, answer);
    },
  };
}

function socketCalls(koffi: Koffi, library: Library): Pick<NativeCalls, "connect" | "isBlocking" | "errorOf"> {
  const connect = library.func("int connect(int fd, void *address, uint length)");
  const fcntl = library.func("int fcntl(int fd, int command, int value)");
  const getsockopt = library.func("int getsockopt(int fd, int level, int name, _Out_ int *value, _Inout_ uint *size)");
  return {
    connect(socket, address) {
      const flags = fcntl(socket, F_GETFL, 0);
      fcntl(socket, F_SETFL, flags | O_NONBLOCK);
      const outcome = outcomeOf(koffi, connect(socket, address, address.length));
      if ((flags & O_NONBLOCK) === 0) fcntl(socket, F_SETFL, flags);
      return outcome;
    },
    isBlocking: (socket) => (fcntl(socket, F_GETFL, 0) & O_NONBLOCK) === 0,
    errorOf(socket) {
      const value = [0];
      getsockopt(socket, SOL_SOCKET, SO_ERROR, value, [4]);
      return value[0] ?? 0;
    },
  };
}

function fileCalls(koffi: Koffi, library: Library): Pick<NativeCalls, "setTimes" | "setAttribute" | "removeAttribute"> {
  const utimensat = library.func("int utimensat(int folder, str path, void *times, int flags)");
  const setxattr = library.func("int setxattr(str path, str name, void *value, size_t size, int flags)");
  const removexattr = library.func("int removexattr(str path, str name)");
  return {
    setTimes: (file, times) => outcomeOf(koffi, utimensat(AT_FDCWD, file, times, 0)),
    setAttribute: (file, name, value, flags) => outcomeOf(koffi, setxattr(file, name, value, value.length, flags)),
    removeAttribute: (file, name) => outcomeOf(koffi, removexattr(file, name)),
  };
}

const bytesOf = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);
