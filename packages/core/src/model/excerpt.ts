/** The beginning of what a server sent, for a message. */
export function excerpt(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 200);
}
