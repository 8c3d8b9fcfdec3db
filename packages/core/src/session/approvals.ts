/** What an approval for the rest of the session covers. */
export interface ApprovedCommand {
  readonly command: readonly string[];
  /** A real path. */
  readonly cwd: string;
  /** Fingerprint (`scriptsFingerprint`) of the workspace files that the command runs. */
  readonly scripts: string;
}

/** What the user approved for the rest of the session: commands and files that need no further question. */
export class Approvals {
  /** Whether the user was asked about running it inside the sandbox. */
  readonly #commands = new Map<string, { readonly sandboxed: boolean }>();
  readonly #paths = new Set<string>();

  /** Lets callers skip the fingerprint if no command has been approved. */
  get hasCommands(): boolean {
    return this.#commands.size > 0;
  }

  /** How an approved command runs: never less confined than the user was told. */
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
