import { stat } from "node:fs/promises";
import { FileSearchError } from "./error.js";
import { findRipgrep, listWithRipgrep } from "./list-with-ripgrep.js";
import { walkFiles } from "./walk-files.js";

export interface ListOptions {
  /** Glob patterns, as in `.gitignore`, of files and directories to leave out. Default: none. */
  readonly exclude?: readonly string[];
  /** Whether what people edit of git's own folder is listed: settings and hooks, not what git keeps there. Default: false. */
  readonly gitFolder?: boolean | undefined;
  /** How many threads list directories. Default: 2, since more rarely help. */
  readonly threads?: number;
  /** Where the user's own ignore rules are found: `HOME`, `XDG_CONFIG_HOME`. Default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Lists the files below a directory that no `.gitignore` or `.ignore` leaves out: relative paths with `/`, in no order,
 * a NUL after each, cut into chunks anywhere. Directories that cannot be read are passed over; links are not followed.
 *
 * @throws FileSearchError
 */
export async function* listFiles(directory: string, options: ListOptions): AsyncGenerator<Uint8Array, void> {
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new FileSearchError("directory-not-found", `${directory} is not a directory`);
  const ripgrep = await findRipgrep();
  const batches = ripgrep === undefined ? walkFiles(directory, options) : listWithRipgrep(ripgrep, directory, options);
  try {
    yield* batches;
  } catch (cause) {
    if (options.signal.aborted) throw new FileSearchError("interrupted", "the search was interrupted", { cause });
    throw cause;
  }
  // The lister may have been stopped without an error.
  if (options.signal.aborted) throw new FileSearchError("interrupted", "the search was interrupted");
}
