/** What the user allowed for the rest of the session: commands and files that need no question any more. */
export class Approvals {
  readonly #commands = new Set<string>();
  readonly #paths = new Set<string>();

  /** Commands approved for the session: `JSON.stringify(argv)`. */
  get approvedCommands(): ReadonlySet<string> {
    return this.#commands;
  }

  approveForSession(command: readonly string[]): void {
    this.#commands.add(JSON.stringify(command));
  }

  /** Files that patches may change for the rest of the session, as real paths. */
  get approvedPaths(): ReadonlySet<string> {
    return this.#paths;
  }

  approvePathsForSession(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
  }
}
