import { constants } from "node:fs";
import { access, lstat, mkdir, open, realpath } from "node:fs/promises";
import { platform } from "node:os";
import { join, parse, sep } from "node:path";
import { ApplyPatchError } from "./error.js";
import { errorCode } from "./error-code.js";

/** A directory held open: operations on its entries stay in it even if its path is replaced by a link meanwhile. */
export interface OpenedDirectory extends AsyncDisposable {
  /** A path for system calls on the entry `name` of exactly this directory. */
  entry(name: string): Promise<string>;
}

export interface OpenDirectoryOptions {
  /** Called with the path of each directory that was created. */
  readonly onCreate: (path: string) => void;
}

/**
 * Opens the directory at a real path (no links in it) and creates missing parts, without following links.
 *
 * @throws ApplyPatchError `outside-fence` if a part of the path has become a link.
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

/** Whether paths can go through an open directory's descriptor: Linux with `/proc` mounted. */
async function hasDescriptorPaths(): Promise<boolean> {
  if (platform() !== "linux") return false;
  return access("/proc/self/fd").then(
    () => true,
    () => false,
  );
}

/** False if it was created by somebody else first. */
async function makeDirectory(entry: string): Promise<boolean> {
  try {
    await mkdir(entry);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Linux's `O_PATH`, which Node does not define: the directory need only be searchable, not readable. */
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

/** Without descriptor paths, the best option is to check again right before each use. */
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
  return new ApplyPatchError("outside-fence", `${path} is not a directory, or has been replaced by a link`, {
    cause,
  });
}
