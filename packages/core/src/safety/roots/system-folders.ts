import { readdirSync } from "node:fs";

/** Belong to the system: programs with their settings and state, and the kernel's files. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(
  ["bin", "boot", "dev", "etc", "nix", "opt", "proc", "run", "sbin", "snap", "sys", "usr", "var"].concat([
    ...["lib", "lib32", "lib64", "libx32", "Applications", "Library", "System", "cores", "private"],
  ]),
);

/**
 * What "everything" means as a writable folder: the top folders that are not the system's. Differs from codex-rs, where a session
 * in `/` may replace any program of the machine.
 */
export function topFoldersWithoutSystem(): string[] {
  const entries = readdirSync("/", { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !SYSTEM_FOLDERS.has(entry.name))
    .map(({ name }) => `/${name}`);
}
