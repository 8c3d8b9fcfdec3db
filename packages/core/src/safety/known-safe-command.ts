/** Whether a command only reads, whatever its arguments point at, so that it needs neither approval nor a sandbox. */
export async function isKnownSafeCommand(command: readonly string[]): Promise<boolean> {
  return command.length > 0 && ["ls", "pwd", "cat", "echo", "true"].includes(command[0] ?? "");
}
