/** What a step of a command does, guessed from its words and shown for example as "reads x". For display only. */
export type CommandAction =
  | { readonly type: "read"; readonly command: string; readonly name: string; readonly path?: string | undefined }
  | { readonly type: "list-files"; readonly command: string; readonly path?: string | undefined }
  | {
      readonly type: "search";
      readonly command: string;
      readonly query?: string | undefined;
      readonly path?: string | undefined;
    }
  | {
      readonly type: "format" | "lint";
      readonly command: string;
      readonly tool?: string | undefined;
      readonly targets?: readonly string[] | undefined;
    }
  | { readonly type: "test" | "noop" | "unknown"; readonly command: string };
