import {
  argumentIs,
  argumentMasked,
  type Check,
  type Condition,
  DENIED,
  decide,
  deny,
  encode,
  filterOf,
  MISSING,
} from "./bpf.js";
import { type Machine, numberOf, systemCallsOf } from "./system-calls.js";

/** What a filter allows in addition to ordinary work. */
export interface SeccompAllowances {
  /** IP sockets. Without it, only socket pairs within the command. */
  readonly network: boolean;
  /** Local sockets other than pairs. Connections must then be judged outside. Only with `network`. */
  readonly unixSockets: boolean;
  /** Owners, permissions, times and attributes of files. Unset where only this filter protects them. */
  readonly metadata: boolean;
  /** The command has its own process and System V IPC namespaces, so it can find only its own. */
  readonly ownNamespaces: boolean;
  /** `openat2`, which launchers need. It can make setuid programs, so commands get a filter without it. Default: false. */
  readonly openat2?: boolean;
}

/**
 * A seccomp program for one kind of processor. Denied calls fail with EPERM. Calls missing from the table, such as those of later
 * kernels, fail with ENOSYS, so that programs fall back. `io_uring_enter` is allowed, but no ring can be set up to enter.
 */
export function buildSeccompFilter(machine: Machine, allow: SeccompAllowances): Uint8Array {
  const { network, unixSockets, metadata, ownNamespaces, openat2 = false } = allow;
  const key = [machine, network, unixSockets, metadata, ownNamespaces, openat2].join();
  const known = built.get(key) ?? encodeFilter(machine, allow);
  built.set(key, known);
  return known;
}

/** Only a few different filters exist. */
const built = new Map<string, Uint8Array>();

function encodeFilter(machine: Machine, allow: SeccompAllowances): Uint8Array {
  const denied = [
    ...ALWAYS_DENIED,
    ...(allow.network ? [] : NETWORK),
    ...(allow.metadata ? [] : METADATA),
    ...(allow.ownNamespaces ? [] : SHARED_IPC),
  ];
  const known = systemCallsOf(machine);
  const numbers = denied.flatMap((name) => known.get(name) ?? []);
  return encode(
    filterOf(machine, {
      known: [...known.values()],
      checks: [
        deny([...new Set(numbers)]),
        decide(numberOf(machine, "clone3"), MISSING, []),
        ...namespacesOf(machine),
        ...setUserId(machine),
        // Its mode cannot be seen. If it is missing, programs use `openat`.
        ...(allow.openat2 === true ? [] : [decide(numberOf(machine, "openat2"), MISSING, [])]),
        ...terminals(machine),
        ...fileSystems(machine),
        ...sockets(machine, allow),
        ...(allow.ownNamespaces ? [] : otherProcesses(machine)),
      ],
    }),
  );
}

const NETWORK = words("connect bind listen accept accept4");

const METADATA = words(`
  chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat utimensat
  setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat
`);

/** Objects with global numbers or names outside the file system, which any process of the user can find. */
const SHARED_IPC = words(`
  shmget shmat shmctl shmdt msgget msgsnd msgrcv msgctl semget semop semtimedop semctl
  mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
`);

/** No program that works in a folder needs these; each is a way out of some sandbox or an attack surface of the kernel. */
const ALWAYS_DENIED = words(`
  mount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick mount_setattr
  open_by_handle_at swapon swapoff quotactl quotactl_fd fanotify_init file_setattr
  unshare setns
  ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp migrate_pages move_pages
  add_key request_key keyctl lsm_set_self_attr
  io_uring_setup io_uring_register userfaultfd bpf perf_event_open
  init_module finit_module delete_module kexec_load kexec_file_load reboot iopl ioperm acct syslog vhangup
  settimeofday clock_settime sethostname setdomainname
`);

/** Filters cannot see the flags of `clone3`; if it is missing, libraries use `clone`. */
const NEW_NAMESPACES = 0x7e020000;

const namespacesOf = (machine: Machine): Check[] => [
  decide(numberOf(machine, "clone"), DENIED, [argumentMasked(0, NEW_NAMESPACES, "any")]),
];

const S_ISUID = 0o4000;
/** `O_CREAT`, and the bit of `O_TMPFILE` that no other flag has: without them, a call has no mode. */
const CREATES = 0o20000100;
/** The position of the mode among a call's arguments. */
const MODES = { chmod: 1, fchmod: 1, fchmodat: 2, fchmodat2: 2, creat: 1, mknod: 1, mknodat: 2 };
/** The same for calls that create a file only with certain flags, whose position is the first. */
const MODES_WITH_FLAGS = { open: [1, 2], openat: [2, 3] } as const;

/** Denies making a program that runs with the user's rights for everybody who starts it, also outside. */
function setUserId(machine: Machine): Check[] {
  const known = systemCallsOf(machine);
  const isSet = (argument: number) => argumentMasked(argument, S_ISUID, "any");
  const check = (name: string, ...conditions: Condition[]): Check[] => {
    const call = known.get(name);
    return call === undefined ? [] : [decide(call, DENIED, conditions)];
  };
  return [
    ...Object.entries(MODES).flatMap(([name, mode]) => check(name, isSet(mode))),
    ...Object.entries(MODES_WITH_FLAGS).flatMap(([name, [flags, mode]]) =>
      check(name, argumentMasked(flags, CREATES, "any"), isSet(mode)),
    ),
  ];
}

const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
const TIOCCONS = 0x541d;
const TIOCSETD = 0x5423;
/** Requests to virtual consoles: `KD…` and `VT_…`. */
const CONSOLE_REQUESTS = [0x4b00, 0x5600];
const REQUEST_GROUP = 0xffffff00;

/** Denies typing into a terminal on the user's behalf, and taking over it or its console. */
function terminals(machine: Machine): Check[] {
  const ioctl = numberOf(machine, "ioctl");
  const requests = [TIOCSTI, TIOCLINUX, TIOCCONS, TIOCSETD];
  return [
    ...requests.map((request) => decide(ioctl, DENIED, [argumentIs(1, request)])),
    ...CONSOLE_REQUESTS.map((group) => decide(ioctl, DENIED, [argumentMasked(1, REQUEST_GROUP, group)])),
  ];
}

/** Groups of file system requests (second byte): ext4 and others, versions, XFS, btrfs, F2FS. */
const FILE_SYSTEM_GROUPS = [0x6600, 0x7600, 0x5800, 0x9400, 0xf500];
const FILE_SYSTEM_GROUP = 0xff00;
/** Requests that read a file's flags (also of 32-bit programs), attributes, version, extents and `fs-verity` data. */
const READS_OF_FILES = [0x80086601, 0x80046601, 0x801c581f, 0x80087601, 0x80047601, 0xc020660b, 0xc0046686, 0xc0286687];
/** Share blocks between files that are already open for it: `cp --reflink`. */
const SHARES_OF_BLOCKS = [0x40049409, 0x4020940d, 0xc0189436];
const FAT_SET_ATTRIBUTES = 0x40047211;

/**
 * Denies file system changes made by ioctl: flags as set by `chattr`, versions, encryption, seals, subvolumes. For these, an owner
 * needs the file open only for reading, and Landlock does not cover them.
 */
function fileSystems(machine: Machine): Check[] {
  const ioctl = numberOf(machine, "ioctl");
  return [
    ...[...READS_OF_FILES, ...SHARES_OF_BLOCKS].map((request) => decide(ioctl, "allowed", [argumentIs(1, request)])),
    ...FILE_SYSTEM_GROUPS.map((group) => decide(ioctl, DENIED, [argumentMasked(1, FILE_SYSTEM_GROUP, group)])),
    decide(ioctl, DENIED, [argumentIs(1, FAT_SET_ATTRIBUTES)]),
  ];
}

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
const SOCK_STREAM = 1;
const SOCK_SEQPACKET = 5;
const SOCKET_TYPE = 0xf;

/**
 * Pairs of local stream sockets reach only each other; datagram sockets could reach any named socket without connecting. With the
 * network: IP, and route queries. The host's named sockets are not part of the network.
 */
function sockets(machine: Machine, { network, unixSockets }: SeccompAllowances): Check[] {
  const [socket, pair] = [numberOf(machine, "socket"), numberOf(machine, "socketpair")];
  const streams = [SOCK_STREAM, SOCK_SEQPACKET];
  const local = (call: number) =>
    streams.map((type) => decide(call, "allowed", [argumentIs(0, AF_UNIX), argumentMasked(1, SOCKET_TYPE, type)]));
  const online = [
    decide(socket, "allowed", [argumentIs(0, AF_INET)]),
    decide(socket, "allowed", [argumentIs(0, AF_INET6)]),
    decide(socket, "allowed", [argumentIs(0, AF_NETLINK), argumentIs(2, NETLINK_ROUTE)]),
  ];
  return [
    ...local(pair),
    // Without the network, a socket that can be neither connected nor bound is harmless, and some programs create one to see what
    // works.
    ...(network ? online : []),
    ...(network && !unixSockets ? [] : local(socket)),
    decide(socket, DENIED, []),
    decide(pair, DENIED, []),
  ];
}

/**
 * Denies changing the priorities, limits and processors of other processes, where they can be found. A process may change its own.
 */
function otherProcesses(machine: Machine): Check[] {
  const PRIO_PROCESS = 0;
  const IOPRIO_WHO_PROCESS = 1;
  const own = (name: string, argument: number): Check[] => {
    const call = numberOf(machine, name);
    return [decide(call, "allowed", [argumentIs(argument, 0)]), decide(call, DENIED, [])];
  };
  const ownOf = (name: string, which: number): Check[] => {
    const call = numberOf(machine, name);
    return [decide(call, "allowed", [argumentIs(0, which), argumentIs(1, 0)]), decide(call, DENIED, [])];
  };
  const limits = numberOf(machine, "prlimit64");
  return [
    decide(limits, "allowed", [argumentIs(0, 0)]),
    // Reading another process's limits changes nothing.
    decide(limits, "allowed", [argumentIs(2, 0), argumentIs(2, 0, "high")]),
    decide(limits, DENIED, []),
    ...["sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr"].flatMap((name) => own(name, 0)),
    ...ownOf("setpriority", PRIO_PROCESS),
    ...ownOf("ioprio_set", IOPRIO_WHO_PROCESS),
  ];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
