/** Whether the error means that the process or the machine has too many open files. */
export function isOutOfDescriptors(error: unknown): error is Error {
  return error instanceof Error && "code" in error && (error.code === "EMFILE" || error.code === "ENFILE");
}
