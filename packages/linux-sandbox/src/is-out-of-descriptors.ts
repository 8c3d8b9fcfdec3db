/** Whether something failed because the process, or the machine, has as many files open as it may. */
export function isOutOfDescriptors(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}
