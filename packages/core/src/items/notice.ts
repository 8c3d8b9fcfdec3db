import type { CodexErrorCode } from "../error.js";

/** News that belongs to no item. `message` is for a person; switch on the code. */
export interface Notice {
  readonly level: "info" | "warning" | "error";
  readonly code: NoticeCode;
  readonly message: string;
  /** What is tried again. */
  readonly retry?: Retry | undefined;
  /** The file that it is about, and where in it. */
  readonly location?: NoticeLocation | undefined;
}

export type NoticeCode =
  /** The model's stream broke; its open items ended `interrupted`, and the request is sent again. */
  | "stream-retry"
  /** A request to the model failed before its answer began, and is sent again after a wait worth telling. */
  | "request-retry"
  /** A command failed in the sandbox. */
  | "sandbox-failure"
  /** The command is run again without the sandbox. */
  | "sandbox-retry"
  /** A command wrote what programs outside of the sandbox would obey; it has another name now. */
  | "put-aside"
  /** A message brought settings and joined a turn that has others. */
  | "settings-unused"
  /** A file with instructions for later sessions has changed. */
  | "instructions-changed"
  /** The user's `notify` program did not work. */
  | "notifier-failed"
  /** The thread can no longer be saved. */
  | "save-failed"
  /** It can be again. */
  | "save-recovered"
  /** Somebody removed the thread's file, or writes to it too. */
  | "file-disturbed"
  /** Another process has gone on with the thread; what it did is part of it now. */
  | "continued-elsewhere"
  /** A saved thread was read, but not all of it. */
  | "resume-warning"
  /** A file with rules about commands does not count, or a skill is not used: something in it makes no sense. */
  | "rules-broken"
  | "skill-broken"
  /** A role of helpers is not used: something in it makes no sense. */
  | "role-broken"
  /** A hook, or a file with hooks, is passed over: it makes no sense. */
  | "hook-skipped"
  /** There are hooks that do not run, since the user has not trusted them as they are. */
  | "hooks-unseen"
  | "mcp-server-failed"
  /** The final message is not what was asked for; the model is asked once more. */
  | "answer-rejected"
  /** The working tree could not be kept before a turn. */
  | "checkpoint-failed"
  /** Files of a workspace do not go from one machine to another. */
  | "workspace-incomplete"
  /** The server that has the thread warns of something. */
  | "server-warning"
  /** The machine that ran the turn was lost; another goes on with it. */
  | "handed-over"
  /** No turn begins for the goal any more: too many have, or to no avail. */
  | "goal-paused"
  /** Something that was asked for beside a turn failed. */
  | "request-failed";

/** Lines and columns begin with 1; without them it is about the whole file. */
export interface NoticeLocation {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

export interface Retry {
  /** 1 for the first retry. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly error: {
    readonly code: CodexErrorCode;
    readonly message: string;
    /** The HTTP status, where a server answered. */
    readonly httpStatus?: number | undefined;
  };
}
