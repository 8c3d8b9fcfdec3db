import { type ListOptions, listFiles } from "./list-files.js";
import { PathStore } from "./path-store.js";
import { type FileSearchResults, type SearchOptions, searchPaths } from "./search-paths.js";

export interface FileIndexOptions extends Omit<ListOptions, "signal"> {
  /** Whether to find the folders of the files too. Default: false. */
  readonly folders?: boolean;
}

/** An in-memory index of the files below a directory, so that every keystroke can search. */
export class FileIndex {
  readonly #directory: string;
  readonly #options: FileIndexOptions;
  #paths = new PathStore();

  private constructor(directory: string, options: FileIndexOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  /**
   * Lists the directory once.
   *
   * @throws FileSearchError
   */
  static async open(
    directory: string,
    { signal, ...options }: FileIndexOptions & Pick<ListOptions, "signal">,
  ): Promise<FileIndex> {
    const index = new FileIndex(directory, options);
    await index.refresh(signal);
    return index;
  }

  /** The number of files, and of folders if they are included. */
  get size(): number {
    return this.#paths.size;
  }

  /** Searches the latest listing; an empty query matches everything. */
  search(query: string, options: SearchOptions = {}): FileSearchResults {
    return searchPaths(this.#paths, query, options);
  }

  /**
   * Lists the directory again; until that is done, searches use the old list.
   *
   * @throws FileSearchError
   */
  async refresh(signal: AbortSignal): Promise<void> {
    const { folders = false, ...listing } = this.#options;
    const paths = await listFiles(this.#directory, { ...listing, signal });
    if (folders) paths.addFolders();
    this.#paths = paths;
  }
}
