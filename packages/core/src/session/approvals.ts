/** What a yes for the rest of the session was about. */
export interface ApprovedCommand {
  readonly command: readonly string[];
  /** Its real path. */
  readonly cwd: string;
  /** Names the content of what the command runs of the workspace, from `scriptsFingerprint`. */
  readonly scripts: string;
}

/** What the user allowed for the rest of the session: commands and files that need no question any more. */
export class Approvals {
  /** Whether the question was one that kept the command in the sandbox. */
  readonly #commands = new Map<string, { readonly sandboxed: boolean }>();
  readonly #paths = new Set<string>();

  /** Saves making a fingerprint where no command has been approved. */
  get hasCommands(): boolean {
    return this.#commands.size > 0;
  }

  /** How a command runs that needs no question any more: no further out of the sandbox than the question said. */
  approvalOf(approved: ApprovedCommand): { readonly sandboxed: boolean } | undefined {
    return this.#commands.get(keyOf(approved));
  }

  approveForSession(approved: ApprovedCommand, { sandboxed }: { readonly sandboxed: boolean }): void {
    const wasOutside = this.#commands.get(keyOf(approved))?.sandboxed === false;
    this.#commands.set(keyOf(approved), { sandboxed: sandboxed && !wasOutside });
  }

  /** Files that patches may change for the rest of the session, as real paths. */
  get approvedPaths(): ReadonlySet<string> {
    return this.#paths;
  }

  approvePathsForSession(paths: readonly string[]): void {
    for (const path of paths) this.#paths.add(path);
  }
}

const keyOf = ({ command, cwd, scripts }: ApprovedCommand): string => JSON.stringify([command, cwd, scripts]);
