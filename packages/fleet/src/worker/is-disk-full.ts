const WORDS = /No space left on device|Disk quota exceeded|\bE(?:NOSPC|DQUOT)\b/;

/** Whether this machine has no room, in the words of Node or Git: that says nothing about the turn. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (WORDS.test(error.message) || isDiskFull(error.cause));
}
