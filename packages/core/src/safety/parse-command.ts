/** What a command is for, as clients show it. */
export type ParsedCommand =
  | { readonly type: "read"; readonly cmd: string; readonly name: string }
  | { readonly type: "list_files"; readonly cmd: string; readonly path?: string | undefined }
  | {
      readonly type: "search";
      readonly cmd: string;
      readonly query?: string | undefined;
      readonly path?: string | undefined;
    }
  | {
      readonly type: "format";
      readonly cmd: string;
      readonly tool?: string | undefined;
      readonly targets?: string[] | undefined;
    }
  | { readonly type: "test"; readonly cmd: string }
  | {
      readonly type: "lint";
      readonly cmd: string;
      readonly tool?: string | undefined;
      readonly targets?: string[] | undefined;
    }
  | { readonly type: "noop"; readonly cmd: string }
  | { readonly type: "unknown"; readonly cmd: string };

/** The steps of a command, for display only: nothing is decided by them. */
export async function parseCommand(command: readonly string[]): Promise<ParsedCommand[]> {
  return [{ type: "unknown", cmd: command.join(" ") }];
}
