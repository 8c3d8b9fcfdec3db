import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { buildSeccompFilter, type SeccompAllowances } from "../src/seccomp-filter.js";
import { type Machine, numberOf, systemCallsOf } from "../src/system-calls.js";

const machines: readonly Machine[] = ["x64", "arm64"];
const ARCHITECTURES = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
const STRICT: SeccompAllowances = { network: false, unixSockets: false, metadata: false, ownNamespaces: false };
const OPEN: SeccompAllowances = { network: true, unixSockets: true, metadata: true, ownNamespaces: true };

type Answer = "allowed" | "EPERM" | "ENOSYS";

/** The kernel's answer: interprets the part of the filter language that filters use. */
function answer(filter: Uint8Array, architecture: number, number: number, args: readonly bigint[] = []): Answer {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(architecture, 4);
  args.forEach((arg, index) => void data.writeBigUInt64LE(BigInt.asUintN(64, arg), 16 + index * 8));
  const program = Buffer.from(filter);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const [code, ifTrue, ifFalse, constant] = [
      program.readUInt16LE(at * 8),
      program.readUInt8(at * 8 + 2),
      program.readUInt8(at * 8 + 3),
      program.readUInt32LE(at * 8 + 4),
    ];
    const jump = (condition: boolean) => {
      at += condition ? ifTrue : ifFalse;
    };
    if (code === 0x20) accumulator = data.readUInt32LE(constant);
    else if (code === 0x54) accumulator = (accumulator & constant) >>> 0;
    else if (code === 0x15) jump(accumulator === constant);
    else if (code === 0x25) jump(accumulator > constant);
    else if (code === 0x35) jump(accumulator >= constant);
    else if (code === 0x45) jump((accumulator & constant) !== 0);
    else if (code === 0x06) return VERDICTS.get(constant) ?? expect.fail(`odd verdict ${constant}`);
    else expect.fail(`odd instruction ${code}`);
  }
  return expect.fail("the filter has no end");
}

const VERDICTS = new Map<number, Answer>([
  [0x7fff0000, "allowed"],
  [0x00050001, "EPERM"],
  [0x00050026, "ENOSYS"],
]);

describe.each(machines)("the filter for %s", (machine) => {
  const ask = (allow: SeccompAllowances, name: string, ...args: bigint[]) =>
    answer(buildSeccompFilter(machine, allow), ARCHITECTURES[machine], numberOf(machine, name), args);
  const answersTo = (allow: SeccompAllowances, names: string) =>
    new Set(
      names
        .split(" ")
        .filter((name) => systemCallsOf(machine).has(name))
        .map((name) => ask(allow, name)),
    );

  it("allows no unknown call and no other ABI", () => {
    const filter = buildSeccompFilter(machine, OPEN);
    const known = new Set(systemCallsOf(machine).values());
    const numbers = [...Array.from({ length: 1_000 }, (_, number) => number), 0x40000000 + 41, 2 ** 32 - 1];
    const unknown = numbers.filter((number) => !known.has(number));
    expect(new Set(unknown.map((number) => answer(filter, ARCHITECTURES[machine], number)))).toEqual(
      new Set(["ENOSYS"]),
    );
    expect(answer(filter, 0x40000003, 1)).toBe("EPERM");
  });

  it("always denies what leads out of a sandbox", () => {
    const names =
      "mount umount2 pivot_root chroot open_tree open_tree_attr move_mount fsopen fsconfig fsmount fspick mount_setattr " +
      "open_by_handle_at unshare setns ptrace process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp " +
      "add_key request_key keyctl io_uring_setup io_uring_register userfaultfd bpf perf_event_open init_module finit_module " +
      "kexec_load kexec_file_load reboot iopl acct syslog settimeofday clock_settime sethostname file_setattr quotactl";
    expect(answersTo(OPEN, names)).toEqual(new Set(["EPERM"]));
    expect(ask(OPEN, "clone3")).toBe("ENOSYS");
    for (const flag of [0x20000n, 0x2000000n, 0x4000000n, 0x8000000n, 0x10000000n, 0x20000000n, 0x40000000n])
      expect(ask(OPEN, "clone", flag | 17n)).toBe("EPERM");
    expect(ask(OPEN, "clone", 0x3d0f00n)).toBe("allowed");
  });

  it("denies typing into terminals and changing file flags, whatever the upper half of the request is", () => {
    const requests = [0x5412n, 0x541cn, 0x541dn, 0x5423n, 0x4b3an, 0x5606n, 0x40086602n, 0x40046602n, 0x401c5820n];
    for (const request of [...requests, ...requests.map((request) => request | (7n << 32n))])
      expect([request, ask(OPEN, "ioctl", 0n, request)]).toEqual([request, "EPERM"]);
    for (const request of [0x5401n, 0x5413n, 0x540en, 0x5421n, 0x80086601n])
      expect(ask(OPEN, "ioctl", 0n, request)).toBe("allowed");
  });

  it("denies modes that give others the user's rights, and looks at a mode only where a call has one", () => {
    const [create, temporary, append] = [0o100n, 0o20200000n, 0o2000n];
    const calls: readonly (readonly [name: string, ...before: bigint[]])[] = [
      ["chmod", 1n],
      ["fchmod", 1n],
      ["fchmodat", 1n, 1n],
      ["fchmodat2", 1n, 1n],
      ["creat", 1n],
      ["mknod", 1n],
      ["mknodat", 1n, 1n],
      ["open", 1n, create],
      ["openat", 1n, 1n, create],
      ["openat", 1n, 1n, temporary],
    ];
    for (const [name, ...before] of calls.filter(([name]) => systemCallsOf(machine).has(name))) {
      expect([name, ask(OPEN, name, ...before, 0o4755n)]).toEqual([name, "EPERM"]);
      for (const mode of [0o755n, 0o2775n, 0o1777n])
        expect([name, ask(OPEN, name, ...before, mode)]).toEqual([name, "allowed"]);
    }
    expect(ask(OPEN, "openat", 1n, 1n, append, 0o4755n)).toBe("allowed");
    expect(ask(OPEN, "openat2")).toBe("ENOSYS");
    expect(ask({ ...OPEN, openat2: true }, "openat2")).toBe("allowed");
  });

  it("allows only ioctls of file systems that read or share blocks", () => {
    // Versions, reserved space, fs-verity, encryption, XFS, btrfs subvolumes, F2FS, FAT.
    const changes = [0x40087602n, 0x40086604n, 0x40086606n, 0x40806685n, 0x800c6613n, 0xc0506617n, 0xc0045877n];
    const ofOthers = [0x5000940en, 0x5000940fn, 0x50009418n, 0x4004f50dn, 0x40047211n];
    for (const request of [...changes, ...ofOthers])
      expect([request, ask(OPEN, "ioctl", 0n, request)]).toEqual([request, "EPERM"]);
    const reads = [0x80086601n, 0x801c581fn, 0x80087601n, 0xc020660bn, 0x40049409n, 0x4020940dn, 0xc0189436n];
    for (const request of reads) expect([request, ask(STRICT, "ioctl", 0n, request)]).toEqual([request, "allowed"]);
  });

  it("allows sockets according to the network access", () => {
    const socket = (allow: SeccompAllowances, ...args: bigint[]) => ask(allow, "socket", ...args);
    const online = { ...STRICT, network: true };
    const [unix, inet, inet6, netlink] = [1n, 2n, 10n, 16n];
    for (const family of [inet, inet6])
      expect([socket(STRICT, family, 1n), socket(online, family, 1n)]).toEqual(["EPERM", "allowed"]);
    expect([socket(online, netlink, 3n, 0n), socket(online, netlink, 3n, 4n)]).toEqual(["allowed", "EPERM"]);
    for (const family of [3n, 17n, 29n, 31n, 38n, 40n, 44n]) expect(socket(OPEN, family, 1n)).toBe("EPERM");
    expect([socket(online, unix, 1n), socket(OPEN, unix, 1n), socket(STRICT, unix, 2n)]).toEqual([
      "EPERM",
      "allowed",
      "EPERM",
    ]);
    for (const allow of [STRICT, online])
      expect([1n, 5n, 0x80001n, 2n].map((type) => ask(allow, "socketpair", unix, type))).toEqual([
        "allowed",
        "allowed",
        "allowed",
        "EPERM",
      ]);
    expect(answersTo(STRICT, "connect bind listen accept accept4")).toEqual(new Set(["EPERM"]));
    expect(answersTo(online, "connect bind listen accept accept4")).toEqual(new Set(["allowed"]));
  });

  it("denies metadata changes and shared IPC objects where nothing else protects them", () => {
    const metadata =
      "chmod fchmod fchmodat fchmodat2 chown fchownat utimensat setxattr fsetxattr setxattrat removexattr";
    const shared = "shmget shmat shmctl msgget msgsnd semget semop mq_open mq_unlink";
    for (const names of [metadata, shared])
      expect([answersTo(STRICT, names), answersTo(OPEN, names)]).toEqual([new Set(["EPERM"]), new Set(["allowed"])]);
  });

  it("lets a process set its own limits and priorities, and those of others only in its own namespace", () => {
    const calls: readonly (readonly [string, ...bigint[]])[] = [
      ["prlimit64", 77n, 0n, 4096n],
      ["prlimit64", 77n, 0n, 4096n << 32n],
      ["setpriority", 0n, 77n, 19n],
      ["setpriority", 2n, 0n, 19n],
      ["ioprio_set", 1n, 77n],
      ["ioprio_set", 3n, 0n],
      ["sched_setaffinity", 77n],
      ["sched_setscheduler", 77n],
      ["sched_setattr", 77n],
    ];
    for (const [name, ...args] of calls)
      expect([name, ask(STRICT, name, ...args), ask(OPEN, name, ...args)]).toEqual([name, "EPERM", "allowed"]);
    expect(ask(STRICT, "prlimit64", 0n, 7n, 4096n)).toBe("allowed");
    expect(ask(STRICT, "prlimit64", 77n, 7n, 0n, 4096n)).toBe("allowed");
    expect(ask(STRICT, "setpriority", 0n, 0n, 19n)).toBe("allowed");
    expect(ask(STRICT, "sched_setaffinity", 0n)).toBe("allowed");
  });

  it("allows ordinary work", () => {
    const names =
      "read write openat close execve exit_group mmap futex wait4 kill pipe2 dup3 fcntl renameat2 unlinkat mkdirat getrandom " +
      "epoll_ctl eventfd2 inotify_add_watch memfd_create prctl seccomp landlock_create_ruleset rseq statx copy_file_range " +
      "sendmsg recvmsg clock_gettime timerfd_create setsid pidfd_open close_range faccessat2 io_uring_enter rt_sigaction";
    expect(answersTo(STRICT, names)).toEqual(new Set(["allowed"]));
  });
});

describe("the table of system calls", () => {
  const read = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  };
  /** In addition to 403 to 423, which are for 32-bit processors. */
  const NOT_ANSWERED =
    /^(_?sysctl|uselib|lookup_dcookie|vserver|create_module|get_kernel_syms|query_module|nfsservctl|getpmsg|putpmsg|afs_syscall|tuxcall|security|epoll_(ctl|wait)_old|arch_specific_syscall|syscalls|arch_.*)$/;

  it.each([
    ["x64", ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"], {}],
    ["arm64", ["/usr/include/asm-generic/unistd.h"], { fstatat: "newfstatat", sync_file_range2: "sync_file_range" }],
  ] as const)("has the numbers of the kernel's header for %s", (machine, files, aliases: Record<string, string>) => {
    const header = files.map(read).find((text) => text !== "") ?? "";
    const last = Math.max(...systemCallsOf(machine).values());
    const found = [...header.matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)$/gm)];
    const wrong = found
      .map(([, name = "", number]) => [aliases[name] ?? name, Number(number)] as const)
      .filter(([, number]) => number < 403 || number > 423)
      // Later ones are answered with ENOSYS until somebody has reviewed them.
      .filter(([name, number]) => number <= last && !NOT_ANSWERED.test(name))
      .filter(([name, number]) => systemCallsOf(machine).get(name) !== number);
    expect(wrong).toEqual([]);
  });

  it.skipIf(process.arch !== "x64" || !read("/proc/kallsyms").includes("__x64_sys_"))(
    "knows every call of this kernel (skipped where the kernel does not name them)",
    () => {
      const names = [...read("/proc/kallsyms").matchAll(/ __x64_sys_(\w+)$/gm)].map(([, name = ""]) => name);
      const aliases: Record<string, string> = {
        newstat: "stat",
        newfstat: "fstat",
        newlstat: "lstat",
        newuname: "uname",
        umount: "umount2",
        sendfile64: "sendfile",
      };
      const unknown = names.map((name) => aliases[name] ?? name).filter((name) => !systemCallsOf("x64").has(name));
      expect(unknown.filter((name) => !OF_OTHER_ABIS.test(name))).toEqual([]);
    },
  );

  /** The kernel has these for 32-bit programs or other processors; no 64-bit number leads to them. */
  const OF_OTHER_ABIS =
    /^(ia32_.*|.*_time32|.*16|.*(time|gettime|settime|getres|nanosleep|adjtime)32|s390_.*|pciconfig_.*|rtas|spu_.*|subpage_prot|ni_syscall|old.*|old_.*|fadvise64_64|f?statfs64|gethostname|ipc|llseek|mmap_pgoff|nice|recv|send|sgetmask|ssetmask|sig(nal|pending|procmask|suspend)|socketcall|stime|sync_file_range2|unlink|uselib|vm86|vm86old|waitpid|oldumount|olduname|stime32|time32|utime32)$/;
});
