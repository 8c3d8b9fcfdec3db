import type { Config } from "@codex/core";
import type { Attachment } from "../state/composer.js";
import type { Reply } from "../terminal/replies.js";
import type { ThemeName } from "../text/theme.js";

/** What the chat needs of the world around it. */
export interface TuiHost {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Something has changed: soon, or before the next key. */
  readonly changed: () => void;
  readonly keyDone: () => void;
  /** Whether the chat is read and written line by line. */
  readonly isPlain: () => boolean;
  /** From now on it is. */
  readonly makePlain: () => void;
  readonly redraw: () => void;
  readonly suspend: () => void;
  readonly leave: () => void;
  readonly replied: (reply: Reply) => void;
  readonly notify: (message: string, method: Config["tui"]["notificationMethod"]) => void;
  readonly searchFiles: (pattern: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Folders that the letters begin, as `/cd` takes them, each with a slash at its end. */
  readonly searchFolders: (letters: string) => Promise<readonly string[]>;
  readonly showTranscript: () => void;
  /** On the other screen, with search. */
  readonly showText: (title: string, lines: () => readonly string[]) => void;
  /** The text as the user's editor left it; undefined when it failed. */
  readonly editDraft: (text: string) => Promise<string | undefined>;
  readonly clipboardImage: () => Promise<Attachment | undefined>;
  /** The chat goes on in the configuration's folder. */
  readonly placeIn: (config: Config) => void;
  readonly setTheme: (theme: ThemeName) => void;
  readonly copy: (text: string) => Promise<string>;
  /** Ends a process and all of its group, if it is still there. */
  readonly killGroup: (pid: number) => void;
  readonly runOwnCommand: (command: string) => Promise<void>;
}
