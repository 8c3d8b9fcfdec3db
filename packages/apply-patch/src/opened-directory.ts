import { constants } from "node:fs";
import { access, lstat, mkdir, open, realpath } from "node:fs/promises";
import { platform } from "node:os";
import { join, parse, sep } from "node:path";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";

/** A directory held open: its entries stay its own even when its path is meanwhile swapped for a link elsewhere. */
export interface OpenedDirectory extends AsyncDisposable {
  /** A path for system calls on the entry `name` of this very directory. */
  entry(name: string): Promise<string>;
}

export interface OpenDirectoryOptions {
  /** Told the path of each directory that had to be made. */
  readonly onCreate: (path: string) => void;
}

/**
 * Opens the directory at a real path (no links in it) and makes what is missing of it, following no link.
 *
 * @throws ApplyPatchError `outside-fence` when a part of the path is a link by now.
 */
export async function openDirectory(realPath: string, options: OpenDirectoryOptions): Promise<OpenedDirectory> {
  const byDescriptor = platform() === "linux" && (await exists("/proc/self/fd"));
  const { root } = parse(realPath);
  let directory = byDescriptor ? await openByDescriptor(root) : checkedPath(root);
  let path = root;
  for (const name of realPath.slice(root.length).split(sep)) {
    if (name === "") continue;
    path = join(path, name);
    await using parent = directory;
    await makeIfMissing(parent, { name, path, options });
    const entry = await parent.entry(name);
    directory = byDescriptor ? await openByDescriptor(entry, path) : checkedPath(path);
  }
  return directory;
}

interface MissingDirectory {
  readonly name: string;
  readonly path: string;
  readonly options: OpenDirectoryOptions;
}

async function makeIfMissing(parent: OpenedDirectory, { name, path, options }: MissingDirectory): Promise<void> {
  const entry = await parent.entry(name);
  if (await exists(entry)) return;
  try {
    await mkdir(entry);
    options.onCreate(path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

/** Linux's `O_PATH`, which Node does not name: the directory need not be readable, only passable. */
const pathOnly = 0o10000000;

async function openByDescriptor(entry: string, path = entry): Promise<OpenedDirectory> {
  const handle = await open(entry, pathOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    if (errorCode(cause) === "ENOTDIR" || errorCode(cause) === "ELOOP") throw swapped(path, cause);
    throw cause;
  });
  return {
    entry: async (name) => `/proc/self/fd/${handle.fd}/${name}`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Without paths through descriptors the best is to look again right before each use. */
function checkedPath(path: string): OpenedDirectory {
  return {
    async entry(name) {
      const stats = await lstat(path);
      if (!stats.isDirectory() || (await realpath(path)) !== path) throw swapped(path);
      return join(path, name);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function swapped(path: string, cause?: unknown): ApplyPatchError {
  return new ApplyPatchError("outside-fence", `${path} is no directory, or was swapped for a link meanwhile`, {
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
