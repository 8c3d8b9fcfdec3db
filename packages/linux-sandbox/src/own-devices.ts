import { existsSync } from "node:fs";

/** Devices that every command may use: they store nothing, reveal nothing, and lead only to the command's own terminal. */
const PLAIN_DEVICES = ["null", "zero", "full", "random", "urandom", "tty"].map((name) => `/dev/${name}`);

/** The same plus terminals and shared memory, where `/dev` is the command's own. Read-only commands cannot use shared memory. */
export function ownDevices({ sharedMemory }: { sharedMemory: boolean }): readonly string[] {
  return [...PLAIN_DEVICES, "/dev/console", "/dev/pts", ...(sharedMemory ? ["/dev/shm"] : [])];
}

export const plainDevicesHere = (): string[] => PLAIN_DEVICES.filter((path) => existsSync(path));
