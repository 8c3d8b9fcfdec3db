// Each line is a promise to those who import this package.
export { FileSearchError, type FileSearchErrorCode } from "./error.js";
export { FileIndex, type FileIndexOptions } from "./file-index.js";
export type { ListOptions } from "./list-files.js";
export { type SearchFilesOptions, searchFiles } from "./search-files.js";
export type { FileMatch, FileSearchResults, SearchOptions } from "./search-paths.js";
