const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory (os error 2)",
  EACCES: "Permission denied (os error 13)",
  ENOTDIR: "Not a directory (os error 20)",
  E2BIG: "Argument list too long (os error 7)",
};

/** Why a program did not start, in the words of the operating system. */
export function describeSpawnError(error: { readonly code?: string | undefined; readonly message: string }): string {
  return REASONS[error.code ?? ""] ?? error.message;
}
