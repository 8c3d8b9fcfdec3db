import type { CodexErrorCode } from "../error.js";

/** A message that belongs to no item. `message` is for display; programs use the code. */
export interface Notice {
  readonly level: "info" | "warning" | "error";
  readonly code: NoticeCode;
  readonly message: string;
  /** The retry that it announces. */
  readonly retry?: Retry | undefined;
  /** The file that it concerns, and where in it. */
  readonly location?: NoticeLocation | undefined;
}

export type NoticeCode =
  /** The model's stream broke; its open items ended `interrupted`, and the request is sent again. */
  | "stream-retry"
  /** A request to the model failed before its answer began, and is sent again after a long wait. */
  | "request-retry"
  /** A command failed in the sandbox. */
  | "sandbox-failure"
  /** The command is run again without the sandbox. */
  | "sandbox-retry"
  /** A command wrote a file that programs outside the sandbox would obey; the file has been renamed. */
  | "put-aside"
  /** A message with settings joined a turn with different ones. */
  | "settings-unused"
  /** A file with instructions for later sessions has changed. */
  | "instructions-changed"
  /** A file with a project's instructions is cut off or left out. */
  | "instructions-left-out"
  /** The user's `notify` program failed. */
  | "notifier-failed"
  /** The thread can no longer be saved. */
  | "save-failed"
  /** The thread can be saved again. */
  | "save-recovered"
  /** The thread's file was removed, or another process writes to it too. */
  | "file-disturbed"
  /** Another process has continued the thread; its turns are now part of it. */
  | "continued-elsewhere"
  /** A saved thread was only partly readable. */
  | "resume-warning"
  /** A file with command rules or a skill is invalid and therefore ignored. */
  | "rules-broken"
  | "skill-broken"
  /** A subagent role is invalid and therefore ignored. */
  | "role-broken"
  /** A hook, or a file with hooks, is invalid and therefore ignored. */
  | "hook-skipped"
  /** Some hooks do not run, since the user has not trusted them in their current form. */
  | "hooks-unseen"
  | "mcp-server-failed"
  /** The final message does not match the requested form; the model is asked once more. */
  | "answer-rejected"
  /** No checkpoint of the working tree could be created before a turn. */
  | "checkpoint-failed"
  /** Some files of a workspace cannot be moved from one machine to another. */
  | "workspace-incomplete"
  /** A warning of the server that runs the thread. */
  | "server-warning"
  /** The machine that ran the turn was lost; another one continues it. */
  | "handed-over"
  /** No more turns are started for the goal: there were too many, or they achieved nothing. */
  | "goal-paused"
  /** A request made outside a turn failed. */
  | "request-failed";

/** Lines and columns count from 1; without them, the notice concerns the whole file. */
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
    /** The HTTP status, if a server answered. */
    readonly httpStatus?: number | undefined;
  };
}
