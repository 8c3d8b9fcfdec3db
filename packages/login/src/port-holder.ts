import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { platform } from "node:os";
import { promisify } from "node:util";
import { plainText } from "./plain-text.js";

/** Names the program that listens on a TCP port of this machine: `node (process 123)`, or `another program`. */
export async function describePortHolder(port: number): Promise<string> {
  const holder = await findHolder(port).catch(() => undefined);
  return holder === undefined ? "another program" : `${plainText(holder.name)} (process ${holder.pid})`;
}

interface PortHolder {
  readonly pid: string;
  readonly name: string;
}

async function findHolder(port: number): Promise<PortHolder | undefined> {
  switch (platform()) {
    case "linux":
      return findInProc(port);
    case "darwin":
      return askLsof(port);
    default:
      return undefined;
  }
}

async function findInProc(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8").catch(() => "")),
  );
  const inode = tables.map((table) => listeningInode(table, port)).find((found) => found !== undefined);
  if (inode === undefined) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inode)) return { pid, name: (await readFile(`/proc/${pid}/comm`, "utf8")).trim() };
  }
  return undefined;
}

/** Finds the socket's inode in a table with the columns `sl local_address rem_address st … uid timeout inode`. */
function listeningInode(table: string, port: number): string | undefined {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const line of table.split("\n").slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (local?.endsWith(suffix) && state === LISTENING) return inode;
  }
  return undefined;
}

const LISTENING = "0A";

/** Also false for other users' processes, whose descriptors we may not read. */
async function holdsSocket(pid: string, inode: string): Promise<boolean> {
  try {
    const folder = `/proc/${pid}/fd`;
    const targets = (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => ""));
    return (await Promise.all(targets)).includes(`socket:[${inode}]`);
  } catch {
    return false;
  }
}

async function askLsof(port: number): Promise<PortHolder | undefined> {
  const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"];
  const { stdout } = await promisify(execFile)("lsof", args, { timeout: 2_000 });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  return pid && name ? { pid, name } : undefined;
}
