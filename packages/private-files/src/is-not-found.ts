/** Whether a file operation failed because the file, or a folder on the way to it, does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
