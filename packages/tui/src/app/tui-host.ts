import type { Config } from "@codex/core";
import type { Attachment } from "../state/composer.js";
import type { Reply } from "../terminal/replies.js";
import type { ThemeName } from "../text/theme.js";

/** The chat's access to the outside. */
export interface TuiHost {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Something has changed: redraw soon, or before the next key. */
  readonly changed: () => void;
  readonly keyDone: () => void;
  /** Whether the chat is read and written line by line. */
  readonly isPlain: () => boolean;
  /** Switches to plain lines. */
  readonly makePlain: () => void;
  readonly redraw: () => void;
  readonly suspend: () => void;
  readonly leave: () => void;
  readonly replied: (reply: Reply) => void;
  readonly notify: (message: string, method: Config["tui"]["notificationMethod"]) => void;
  readonly searchFiles: (pattern: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Folders that start with the letters, as `/cd` takes them, each with a trailing slash. */
  readonly searchFolders: (letters: string) => Promise<readonly string[]>;
  readonly showTranscript: () => void;
  /** Shows a text on the alternate screen, with search. */
  readonly showText: (title: string, lines: () => readonly string[]) => void;
  /** Lets the user edit the text in their editor; undefined if that failed. */
  readonly editDraft: (text: string) => Promise<string | undefined>;
  readonly clipboardImage: () => Promise<Attachment | undefined>;
  /** Moves the chat to the configuration's folder. */
  readonly placeIn: (config: Config) => void;
  readonly theme: () => ThemeName;
  readonly setTheme: (theme: ThemeName) => void;
  readonly copy: (text: string) => Promise<string>;
  /** Ends a process and its group, if they still exist. */
  readonly killGroup: (pid: number) => void;
  readonly runUserCommand: (command: string) => Promise<void>;
}
