/** What is tried to write: files, or what protects them. */
export type Mode = "read-only" | "workspace-write";

/** One cell of the table in docs/sandbox.md. */
export interface Cell {
  /** As on the page. */
  readonly text: string;
  /** The modes in which the attempt still succeeds: a gap that the page names. Default: none. */
  readonly gaps?: readonly Mode[];
}

/** One row of that table. */
export interface Guarantee {
  /** What a command cannot do, as on the page. */
  readonly text: string;
  /** Names of functions in `attempts.py`. None: another test covers it. */
  readonly attempts: readonly string[];
  /** Also tried with network access. */
  readonly alsoOnline?: readonly string[];
  /** With mounts and namespaces: bwrap and unshare. */
  readonly namespaces: Cell;
  readonly landlock: Cell;
}

const YES: Cell = { text: "yes" };

export const GUARANTEES: readonly Guarantee[] = [
  {
    text: "write, create, rename or remove files",
    attempts: [
      ...["open-for-writing", "open-through-proc", "truncate", "create", "create-without-name", "make-folder"],
      ...["make-fifo", "make-socket", "make-link", "link-out", "rename", "rename-in", "remove-folder", "remove"],
    ],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "change modes, owners, times or attributes",
    attempts: [
      ...["change-mode", "change-mode-of-descriptor", "change-owner", "change-times", "change-times-of-descriptor"],
      ...["set-attribute", "remove-attribute"],
    ],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "make programs that run with your rights for everybody (setuid), anywhere",
    attempts: ["set-user-id", "create-with-user-id", "make-node-with-user-id", "create-by-open-how-with-user-id"],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "set flags of files (`chattr`)",
    attempts: ["set-flags", "set-flags-by-call"],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "write into FIFOs, devices or `/proc`",
    attempts: [
      ...["write-into-fifo", "write-shared-memory-file", "write-kernel-setting", "write-into-proc", "make-device"],
    ],
    namespaces: { text: "yes, where the kernel has Landlock" },
    landlock: YES,
  },
  {
    text: "reach System V IPC, POSIX queues, shared memory, keyrings",
    attempts: ["system-v-memory", "system-v-queue", "system-v-semaphores", "posix-queue", "keyring"],
    namespaces: YES,
    landlock: { text: "yes; it has none of its own either" },
  },
  {
    text: "read or write other terminals, type into its own",
    attempts: ["read-terminal", "write-terminal", "type-into-terminal"],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "signal other processes",
    attempts: ["send-signal", "send-signal-to-thread", "send-signal-by-descriptor"],
    namespaces: YES,
    landlock: { text: "from Linux 6.12 on" },
  },
  {
    text: "set their limits, priorities, processors",
    attempts: ["set-limit", "set-priority", "set-processors", "set-scheduler", "set-io-priority"],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "read their memory and environment",
    attempts: [
      ...["read-environment", "open-memory", "read-memory", "trace", "take-descriptor", "follow-descriptor"],
      "leave-through-root",
    ],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "see that they run",
    attempts: ["see-process", "list-descriptors"],
    namespaces: YES,
    landlock: { text: "**no**", gaps: ["read-only", "workspace-write"] },
  },
  {
    text: "outlive Codex",
    attempts: [],
    namespaces: YES,
    landlock: { text: "from Linux 6.12 on; before, what leaves the process group may" },
  },
  {
    text: "write what a workspace protects (see above)",
    attempts: ["write-protected", "replace-protected", "replace-folder-of-protected"],
    namespaces: YES,
    landlock: { text: "only afterwards: it is put aside or restored, and you are warned", gaps: ["workspace-write"] },
  },
  {
    text: "read hidden files",
    attempts: ["read-hidden", "read-hidden-by-link", "read-hidden-through-proc"],
    namespaces: YES,
    landlock: { text: "yes; where that cannot be, it is not run" },
  },
  {
    text: "use the network, or named sockets even with `network_access`",
    attempts: ["connect-by-ip"],
    alsoOnline: ["connect-by-name", "connect-by-abstract-name", "send-to-name", "raw-socket", "ring"],
    namespaces: YES,
    landlock: YES,
  },
  {
    text: "make namespaces and mounts, or leave its root",
    attempts: ["mount", "new-namespace", "change-root"],
    namespaces: YES,
    landlock: YES,
  },
];
