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
export async function openDirectory(realPath: string, { onCreate }: OpenDirectoryOptions): Promise<OpenedDirectory> {
  const openAt = (await hasDescriptorPaths()) ? openByDescriptor : openByPath;
  const { root } = parse(realPath);
  let path = root;
  let directory = await openAt(root, root);
  for (const name of realPath.slice(root.length).split(sep)) {
    if (name === "") continue;
    await using parent = directory;
    const entry = await parent.entry(name);
    path = join(path, name);
    directory = await openAt(entry, path).catch(async (error: unknown) => {
      if (errorCode(error) !== "ENOENT") throw error;
      if (await makeDirectory(entry)) onCreate(path);
      return openAt(entry, path);
    });
  }
  return directory;
}

/** Whether a path may go through an open directory, whatever its name is by now: Linux, with `/proc` mounted. */
async function hasDescriptorPaths(): Promise<boolean> {
  if (platform() !== "linux") return false;
  return access("/proc/self/fd").then(
    () => true,
    () => false,
  );
}

/** False when somebody else made it first. */
async function makeDirectory(entry: string): Promise<boolean> {
  try {
    await mkdir(entry);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Linux's `O_PATH`, which Node does not name: the directory need not be readable, only passable. */
const pathOnly = 0o10000000;

/** @param path For messages. */
async function openByDescriptor(entry: string, path: string): Promise<OpenedDirectory> {
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
async function openByPath(_: string, path: string): Promise<OpenedDirectory> {
  const check = async () => {
    const stats = await lstat(path);
    if (!stats.isDirectory() || (await realpath(path)) !== path) throw swapped(path);
  };
  await check();
  return {
    async entry(name) {
      await check();
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
