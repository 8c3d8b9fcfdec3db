import { stat } from "node:fs/promises";
import { FileSearchError } from "./error.js";
import { findRipgrep, listWithRipgrep } from "./list-with-ripgrep.js";
import type { PathStore } from "./path-store.js";
import { walkFiles } from "./walk-files.js";

export interface ListOptions {
  /** Glob patterns, as in `.gitignore`, of files and directories to exclude. Default: none. */
  readonly exclude?: readonly string[];
  /** Whether to list the files in Git's own folder that people edit: settings and hooks. Default: false. */
  readonly gitFolder?: boolean | undefined;
  /** The number of threads that list directories. Default: 2, because more rarely help. */
  readonly threads?: number;
  /** Locates the user's own ignore rules: `HOME`, `XDG_CONFIG_HOME`. Default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds without a new file after which a slower lister takes over from ripgrep. Default: 10,000. */
  readonly stallLimitMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Lists the files below a directory that no `.gitignore` or `.ignore` excludes: relative paths with `/`, unordered. Skips unreadable
 * directories; does not follow links.
 *
 * @throws FileSearchError
 */
export async function listFiles(directory: string, options: ListOptions): Promise<PathStore> {
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new FileSearchError("directory-not-found", `${directory} is not a directory`);
  const ripgrep = await findRipgrep();
  try {
    const listed = ripgrep === undefined ? undefined : await listWithRipgrep(ripgrep, directory, options);
    return listed ?? (await walkFiles(directory, options));
  } catch (cause) {
    if (options.signal.aborted) throw new FileSearchError("interrupted", "the search was interrupted", { cause });
    throw cause;
  }
}
