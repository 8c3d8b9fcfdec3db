/** The message of an error, for display. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
