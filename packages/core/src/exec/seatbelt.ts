import { realpathSync } from "node:fs";
import type { Confinement, WritableRoot } from "@codex/linux-sandbox";

/** Only the system's own: one found in `PATH` could be anybody's. */
export const SANDBOX_EXEC = "/usr/bin/sandbox-exec";

/** The command line that runs a command under macOS's sandbox. */
export function seatbeltCommand(command: readonly string[], confinement: Confinement): string[] {
  const { profile, parameters } = seatbeltProfile(confinement);
  return [SANDBOX_EXEC, "-p", profile, ...parameters, "--", ...command];
}

/** The profile, and `-D` arguments for its paths: a path inside the text could be parsed as part of the profile. */
export function seatbeltProfile({
  writableRoots,
  network,
  hiddenFiles = [],
  deniedPaths = [],
  unixSockets = [],
}: Confinement): {
  profile: string;
  parameters: string[];
} {
  const roots = writableRoots.map(describeRoot);
  const writable = roots.map(({ rule }) => rule).join("\n  ");
  const rules = [
    BASE,
    "(allow file-read*)",
    ...hiddenFiles.map((_, index) => `(deny file-read-data (literal (param "HIDDEN_FILE_${index}")))`),
    ...deniedPaths.map((_, index) => `(deny file-read* (subpath (param "DENIED_${index}")))`),
    ...(writable === "" ? [] : [`(allow file-write*\n  ${writable})`]),
    ...deniedPaths.map((_, index) => `(deny file-write* (subpath (param "DENIED_${index}")))`),
    ...(network ? [NETWORK, ...unixSockets.map((_, index) => allowSocket(`(param "UNIX_SOCKET_${index}")`))] : []),
  ];
  const sockets = network ? unixSockets.map((path, index) => `-DUNIX_SOCKET_${index}=${canonical(path)}`) : [];
  const hidden = hiddenFiles.map((path, index) => `-DHIDDEN_FILE_${index}=${path}`);
  const denied = deniedPaths.map((path, index) => `-DDENIED_${index}=${path}`);
  return {
    profile: rules.join("\n"),
    parameters: [...roots.flatMap(({ parameters }) => parameters), ...hidden, ...denied, ...sockets],
  };
}

const allowSocket = (path: string): string => `(allow network-outbound (literal ${path}))`;

/** IP addresses, and the one local socket that name resolution needs. */
const NETWORK = `(allow network-outbound (remote ip))
(allow network-inbound)
(allow system-socket)
${allowSocket('"/private/var/run/mDNSResponder"')}`;

/** Denies everything by default, and allows what a plain program needs to run at all. */
const BASE = `(version 1)
(deny default)
(allow process-exec)
(allow process-fork)
(allow process-info* (target same-sandbox))
(allow signal (target same-sandbox))
(allow sysctl-read)
(allow ipc-posix-sem)
(allow file-write-data (require-all (path "/dev/null") (vnode-type CHARACTER-DEVICE)))`;

function describeRoot({ root, readOnlySubpaths }: WritableRoot, index: number): { rule: string; parameters: string[] } {
  const name = `WRITABLE_ROOT_${index}`;
  const subpaths = readOnlySubpaths.map((path, at) => ({ name: `${name}_RO_${at}`, path }));
  const kept = subpaths.map(({ name }) => `(require-not (subpath (param "${name}")))`);
  // A protected path is only safe if no folder above it can be renamed.
  const parents = readOnlySubpaths.some((path) => path.includes("/.git/"))
    ? [`(require-not (literal (string-append (param "${name}") "/.git")))`]
    : [];
  return {
    rule: `(require-all ${[`(subpath (param "${name}"))`, ...kept, ...parents].join(" ")})`,
    parameters: [
      `-D${name}=${canonical(root)}`,
      ...subpaths.map(({ name, path }) => `-D${name}=${canonicalBelow(root, path)}`),
    ],
  };
}

/** The sandbox compares real paths: `/var` is `/private/var`. */
function canonical(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** The protected path may not exist yet, but its root does. */
const canonicalBelow = (root: string, path: string): string => canonical(root) + path.slice(root.length);
