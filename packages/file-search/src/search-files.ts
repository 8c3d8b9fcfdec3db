import { FileIndex } from "./file-index.js";
import type { ListOptions } from "./list-files.js";
import type { FileSearchResults, SearchOptions } from "./search-paths.js";

export interface SearchFilesOptions extends ListOptions, SearchOptions {}

/**
 * Lists a directory and searches it once. For several searches open a `FileIndex`.
 *
 * @param query Words whose characters must occur in a path in order.
 * @throws FileSearchError `interrupted` if the signal fires.
 */
export async function searchFiles(
  query: string,
  directory: string,
  options: SearchFilesOptions,
): Promise<FileSearchResults> {
  const index = await FileIndex.open(directory, options);
  return index.search(query, options);
}
