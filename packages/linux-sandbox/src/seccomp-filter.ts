/** What a filter lets through; the rest of the system calls is not its concern. */
export interface SeccompAllowances {
  readonly network: boolean;
  /** Owners, permissions, times and attributes of files, which Landlock does not guard. */
  readonly metadata: boolean;
  readonly mounts: boolean;
}

/**
 * A seccomp program for the architectures `x64` and `arm64`; what is denied fails with EPERM. Undefined for other architectures.
 * `io_uring_enter` is never denied: Node's own event loop ends the process when that fails.
 */
export function buildSeccompFilter(arch: NodeJS.Architecture, allow: SeccompAllowances): Uint8Array | undefined {
  const machine = arch === "x64" ? X64 : arch === "arm64" ? ARM64 : undefined;
  if (machine === undefined) return undefined;
  const denied = [
    ...(allow.network ? [] : [...NETWORK, ...OTHER_PROCESSES]),
    ...(allow.metadata ? [] : METADATA),
    ...(allow.mounts ? [] : MOUNTS),
  ].flatMap((name) => machine.numbers[name] ?? []);
  return encode([
    ...onlyThisMachine(machine),
    ...[...new Set(denied)].flatMap(denyCall),
    ...(allow.network ? [] : onlyStreamSocketsWithin(machine)),
    [RETURN, 0, 0, ALLOW],
  ]);
}

const NETWORK = ["connect", "bind", "listen", "accept", "accept4", "io_uring_setup", "io_uring_register"] as const;
/** Ways into processes outside, which have the network. */
const OTHER_PROCESSES = ["ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"] as const;
const METADATA = [
  "chmod",
  "fchmod",
  "fchmodat",
  "fchmodat2",
  "chown",
  "fchown",
  "lchown",
  "fchownat",
  "setxattr",
  "lsetxattr",
  "fsetxattr",
  "removexattr",
  "lremovexattr",
  "fremovexattr",
  "setxattrat",
  "removexattrat",
  "utime",
  "utimes",
  "futimesat",
  "utimensat",
] as const;
/** Ways to see the file system without the sandbox's mounts. */
const MOUNTS = [
  "mount",
  "umount2",
  "pivot_root",
  "open_tree",
  "move_mount",
  "fsopen",
  "fsconfig",
  "fsmount",
  "fspick",
  "mount_setattr",
  "open_by_handle_at",
] as const;

type CallName =
  | (typeof NETWORK)[number]
  | (typeof OTHER_PROCESSES)[number]
  | (typeof METADATA)[number]
  | (typeof MOUNTS)[number]
  | "socket"
  | "socketpair";

interface Machine {
  readonly auditArch: number;
  /** System calls from here on belong to another ABI of the same processor. */
  readonly otherAbiFrom?: number;
  readonly numbers: Readonly<Partial<Record<CallName, number>>>;
}

/** Numbers that all architectures share. */
const COMMON: Machine["numbers"] = {
  io_uring_setup: 425,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  pidfd_getfd: 438,
  mount_setattr: 442,
  fchmodat2: 452,
  setxattrat: 463,
  removexattrat: 466,
};

const X64: Machine = {
  auditArch: 0xc000003e,
  otherAbiFrom: 0x40000000,
  numbers: {
    ...COMMON,
    socket: 41,
    connect: 42,
    accept: 43,
    bind: 49,
    listen: 50,
    socketpair: 53,
    accept4: 288,
    open_by_handle_at: 304,
    ptrace: 101,
    process_vm_readv: 310,
    process_vm_writev: 311,
    chmod: 90,
    fchmod: 91,
    chown: 92,
    fchown: 93,
    lchown: 94,
    utime: 132,
    pivot_root: 155,
    mount: 165,
    umount2: 166,
    setxattr: 188,
    lsetxattr: 189,
    fsetxattr: 190,
    removexattr: 197,
    lremovexattr: 198,
    fremovexattr: 199,
    utimes: 235,
    fchownat: 260,
    futimesat: 261,
    fchmodat: 268,
    utimensat: 280,
  },
};

const ARM64: Machine = {
  auditArch: 0xc00000b7,
  numbers: {
    ...COMMON,
    setxattr: 5,
    lsetxattr: 6,
    fsetxattr: 7,
    removexattr: 14,
    lremovexattr: 15,
    fremovexattr: 16,
    umount2: 39,
    mount: 40,
    pivot_root: 41,
    fchmod: 52,
    fchmodat: 53,
    fchownat: 54,
    fchown: 55,
    utimensat: 88,
    ptrace: 117,
    socket: 198,
    socketpair: 199,
    bind: 200,
    listen: 201,
    accept: 202,
    connect: 203,
    accept4: 242,
    open_by_handle_at: 265,
    process_vm_readv: 270,
    process_vm_writev: 271,
  },
};

/** One BPF instruction: code, jump if true, jump if false, constant. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];

const LOAD = 0x20;
const AND = 0x54;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const DENY = 0x00050001;

/** Where `struct seccomp_data` holds what is asked for. */
const NUMBER = 0;
const ARCH = 4;
const FIRST_ARGUMENT = 16;
const SECOND_ARGUMENT = 24;

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_SEQPACKET = 5;
const SOCKET_TYPE_MASK = 0xf;

/** Calls by another ABI have other numbers, so none of them can be let through. */
function onlyThisMachine(machine: Machine): Instruction[] {
  const abi = machine.otherAbiFrom;
  return [
    [LOAD, 0, 0, ARCH],
    [JUMP_IF_EQUAL, 1, 0, machine.auditArch],
    [RETURN, 0, 0, DENY],
    [LOAD, 0, 0, NUMBER],
    ...(abi === undefined
      ? []
      : ([
          [JUMP_IF_AT_LEAST, 0, 1, abi],
          [RETURN, 0, 0, DENY],
        ] satisfies Instruction[])),
  ];
}

function denyCall(number: number): Instruction[] {
  return [
    [JUMP_IF_EQUAL, 0, 1, number],
    [RETURN, 0, 0, DENY],
  ];
}

/**
 * Sockets of the local family only, and no datagrams: these reach any named socket without connecting first.
 * What is left can talk to nobody but the other end of a pair.
 */
function onlyStreamSocketsWithin(machine: Machine): Instruction[] {
  return [
    [JUMP_IF_EQUAL, 1, 0, machine.numbers.socket ?? 0],
    [JUMP_IF_EQUAL, 0, 7, machine.numbers.socketpair ?? 0],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    [JUMP_IF_EQUAL, 0, 4, AF_UNIX],
    [LOAD, 0, 0, SECOND_ARGUMENT],
    [AND, 0, 0, SOCKET_TYPE_MASK],
    [JUMP_IF_EQUAL, 2, 0, SOCK_STREAM],
    [JUMP_IF_EQUAL, 1, 0, SOCK_SEQPACKET],
    [RETURN, 0, 0, DENY],
  ];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * 8));
  program.forEach(([code, ifTrue, ifFalse, constant], index) => {
    const at = index * 8;
    bytes.setUint16(at, code, true);
    bytes.setUint8(at + 2, ifTrue);
    bytes.setUint8(at + 3, ifFalse);
    bytes.setUint32(at + 4, constant, true);
  });
  return new Uint8Array(bytes.buffer);
}
