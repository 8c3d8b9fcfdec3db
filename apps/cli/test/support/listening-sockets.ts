import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The kernel's marks for listening TCP and Unix sockets. */
const TCP_LISTEN = "0A";
const ACCEPTS_CONNECTIONS = 0x10000;

/**
 * The addresses or paths on which a process and its children listen. Undefined where that cannot be seen: outside Linux, and without root,
 * since Codex lets nobody look into it.
 */
export function listeningSockets(pid: number): string[] | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const owned = new Set(family(pid).flatMap(socketInodes));
  return [...tcpSockets("tcp"), ...tcpSockets("tcp6"), ...localSockets()]
    .filter(({ inode }) => owned.has(inode))
    .map(({ address }) => address);
}

interface Listening {
  readonly inode: string;
  readonly address: string;
}

function tcpSockets(name: "tcp" | "tcp6"): Listening[] {
  return rowsOf(`/proc/net/${name}`).flatMap((fields) =>
    fields[3] === TCP_LISTEN ? [{ inode: fields[9] ?? "", address: `${name} ${fields[1]}` }] : [],
  );
}

function localSockets(): Listening[] {
  return rowsOf("/proc/net/unix").flatMap((fields) =>
    (Number.parseInt(fields[3] ?? "0", 16) & ACCEPTS_CONNECTIONS) === 0
      ? []
      : [{ inode: fields[6] ?? "", address: `local ${fields[7] ?? ""}` }],
  );
}

const rowsOf = (file: string): string[][] =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

/** A process and its descendants. */
function family(pid: number): number[] {
  const children = attempt(() => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")) ?? "";
  return [pid, ...children.split(" ").filter(Boolean).map(Number).flatMap(family)];
}

function socketInodes(pid: number): string[] {
  const names = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return names.flatMap((name) => {
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${name}`)) ?? "";
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

/** Processes and descriptors may disappear meanwhile. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
