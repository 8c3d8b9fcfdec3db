import { type BigIntStats, constants, createReadStream, createWriteStream } from "node:fs";
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rmdir,
  symlink,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createFence, type Fence, openDirectory, resolveTarget } from "@codex/apply-patch";
import { CodexError, errorCode } from "../error.js";
import { isBelow } from "../files/is-within.js";
import { isOneOf } from "../files/leads-into.js";
import { isOpenedIn, nameOf } from "../files/opened-in.js";
import { patchWriteAccess } from "./patch-write-access.js";
import type { SandboxScope } from "./sandbox-scope.js";

/** Opening a pipe must not block, and no terminal may become our controlling terminal. */
const PLAIN = constants.O_NONBLOCK | constants.O_NOCTTY;
const REPLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW | PLAIN;

/**
 * File access for a client, within what at least one of several sandboxes allows: it can write what commands can, except files that
 * Git, Codex and shells obey, and read everything except hidden files. Each folder is held open while something in it changes, so
 * that it cannot be swapped for a link. Throws `request-invalid` if something is not allowed, and otherwise the system's errors.
 */
export class GuardedFiles {
  readonly #scopes: readonly SandboxScope[];
  #fences: Promise<readonly Fence[]> | undefined;

  constructor(scopes: readonly SandboxScope[]) {
    this.#scopes = scopes;
  }

  /** The bytes of a regular file. */
  async read(path: string, { maxBytes }: { readonly maxBytes: number }): Promise<Buffer> {
    await using file = await this.#openToRead(path);
    // The size of generated or growing files is unknown.
    const chunks: Buffer[] = [];
    for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    if (bytes.length > maxBytes) throw refused(`${path} is larger than ${maxBytes} bytes`);
    return bytes;
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#change(path, { followLast: true }, async (entry) => {
      await using file = await open(entry, REPLACE, 0o666);
      await file.writeFile(bytes);
    });
  }

  async makeFolder(path: string, { recursive }: { readonly recursive: boolean }): Promise<void> {
    if (!recursive) return this.#change(path, { followLast: false }, (entry) => mkdir(entry));
    const real = await resolveTarget(path, { followLast: true });
    await this.#check(real);
    await (await openDirectory(real, { onCreate: () => {} }))[Symbol.asyncDispose]();
  }

  /** `force`: a missing file is no error. */
  async remove(path: string, options: { readonly recursive: boolean; readonly force: boolean }): Promise<void> {
    try {
      await this.#removeTree(await resolveTarget(path, { followLast: false }), options.recursive);
    } catch (error) {
      if (options.force && errorCode(error) === "ENOENT") return;
      throw error;
    }
  }

  /**
   * Copies a file, a link as a link, or a folder with everything in it. Overwrites existing files. When `signal` aborts, what has been
   * copied stays.
   */
  async copy(source: string, destination: string, signal?: AbortSignal): Promise<void> {
    const [from, to] = await Promise.all([
      resolveTarget(source, { followLast: false }),
      resolveTarget(destination, { followLast: false }),
    ]);
    // Checked on real paths: otherwise the copy would never end.
    if (isBelow(from, to) && (await lstat(from)).isDirectory()) throw refused("a folder cannot be copied into itself");
    await this.#copyTree(from, to, signal);
  }

  async #removeTree(real: string, recursive: boolean): Promise<void> {
    await this.#change(real, { followLast: false }, async (entry) => {
      const stats = await lstat(entry);
      if (!stats.isDirectory()) return unlink(entry);
      if (recursive) {
        await using folder = await openDirectory(real, { onCreate: () => {} });
        for (const name of await readdir(await folder.entry("."))) await this.#removeTree(join(real, name), true);
      }
      await rmdir(entry);
    });
  }

  async #copyTree(source: string, real: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const stats = await lstat(source);
    if (stats.isDirectory()) {
      await this.makeFolder(real, { recursive: true });
      for (const name of await readdir(source)) await this.#copyTree(join(source, name), join(real, name), signal);
      return;
    }
    await this.#change(real, { followLast: false }, async (entry) => {
      if (stats.isSymbolicLink()) {
        await unlink(entry).catch(ignoreMissing);
        return symlink(await readlink(source), entry);
      }
      await using from = await this.#openToRead(source);
      const there = await lstat(entry, { bigint: true }).catch(ignoreMissing);
      const { dev, ino } = await from.stat({ bigint: true });
      // Opening it for writing would truncate it.
      if (there?.dev === dev && there.ino === ino) throw refused(`${source} and ${real} are the same file`);
      const to = await open(entry, REPLACE, stats.mode & 0o777);
      await pipeline(createReadStream("", { fd: from, autoClose: false }), createWriteStream("", { fd: to }), {
        signal,
      });
    });
  }

  async #openToRead(path: string): Promise<FileHandle> {
    const file = await open(path, constants.O_RDONLY | PLAIN);
    try {
      const stats = await file.stat({ bigint: true });
      if (!stats.isFile()) throw refused(`${path} is not a regular file`);
      if (await this.#isHidden(file, stats, path))
        throw refused(`${path} may hold a login or keys, or is denied by a permission profile, which are hidden here`);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Whether the opened file is hidden, under whatever name. */
  async #isHidden(file: FileHandle, stats: BigIntStats, path: string): Promise<boolean> {
    if (this.#scopes.some(({ sandboxPolicy }) => sandboxPolicy.mode === "danger-full-access")) return false;
    if (await isOfProcess(file)) return true;
    const hidden = await Promise.all(
      this.#scopes.map(
        async ({ hiddenFiles, deniedPaths = [] }) =>
          (await isOneOf(stats, hiddenFiles)) || (await isOpenedIn(file, path, deniedPaths)),
      ),
    );
    return hidden.every((is) => is);
  }

  /** Changes an entry of a folder, which must exist. */
  async #change<T>(
    path: string,
    options: { readonly followLast: boolean },
    act: (entry: string) => Promise<T>,
  ): Promise<T> {
    const real = await resolveTarget(path, options);
    await this.#check(real);
    await realpath(dirname(real));
    await using folder = await openDirectory(dirname(real), { onCreate: () => {} });
    return await act(await folder.entry(basename(real)));
  }

  async #check(real: string): Promise<void> {
    this.#fences ??= Promise.all(
      this.#scopes.map(({ sandboxPolicy, sandboxCwd, roots, ...restricted }) =>
        createFence(patchWriteAccess(sandboxPolicy, sandboxCwd, roots, { restricted })),
      ),
    );
    if ((await this.#fences).some((fence) => fence(real))) return;
    throw refused(
      `${real} is outside of what may be written: that is what sandbox_mode of the configuration, or a loaded thread's sandbox, lets commands write`,
    );
  }
}

/** The memory and environment of this process and the user's others, which commands cannot read either. */
async function isOfProcess(file: FileHandle): Promise<boolean> {
  return /^\/proc\/\d+\//.test((await nameOf(file)) ?? "");
}

const refused = (message: string): CodexError => new CodexError("request-invalid", message);

function ignoreMissing(error: unknown): undefined {
  if (errorCode(error) !== "ENOENT") throw error;
  return undefined;
}
