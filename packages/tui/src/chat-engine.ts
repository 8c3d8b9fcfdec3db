import type {
  Answer,
  Config,
  Goal,
  GoalChange,
  HookDecision,
  HookDefinition,
  McpPrompt,
  Question,
  RevertOptions,
  RevertResult,
  ReviewTarget,
  Skill,
  Thread,
  ThreadEventBody,
  ThreadSummary,
  TurnView,
} from "@codex/core";
import type { Settings } from "./app/settings.js";
import type { Message } from "./state/composer.js";

/** What the chat runs on: the engine in this process, or a server. */
export interface ChatEngine {
  /** Starts a thread, or continues a saved one. */
  openThread(options: OpenThreadOptions): Promise<ChatThread>;
  /** Saved threads that started in the configuration's folder, or all of them, most recently used first. */
  savedThreads(config: Config, query: SavedQuery): Promise<readonly SavedSession[]>;
  /** The turns of a saved thread. */
  turnsOf(id: string): Promise<readonly TurnView[]>;
  renameThread(id: string, name: string): Promise<void>;
  /** Saves a copy of a thread, to continue in `folder`, by default the same one; returns the copy's id. */
  forkThread(id: string, folder?: string): Promise<string>;
  /** Archives a thread that is not open: lists leave it out until it is unarchived. */
  archiveThread(id: string): Promise<void>;
  /** Permanently deletes a thread that is not open. */
  deleteThread(id: string): Promise<void>;
  /** Loads the current configuration of a session in that folder. Rejects if the folder is on a server. */
  configIn(folder: string): Promise<Config>;
  /** The models to choose from; others can be entered by name. `config` is that of the next thread. */
  models(config: Config): Promise<readonly ChatModel[]>;
  readonly account: Account;
}

export interface ChatModel {
  readonly name: string;
  readonly about: string;
  /** Its reasoning efforts, least first; empty if they are unknown. */
  readonly efforts: readonly string[];
}

/** The login used for turns. */
export interface Account {
  /** Undefined if there is none. */
  current(): Promise<"chatgpt" | "api-key" | undefined>;
  /** Lets the user log in; meanwhile the terminal is free. */
  logIn(): Promise<void>;
  logInWithKey(key: string): Promise<void>;
  /** Returns false if there was none. */
  logout(): Promise<boolean>;
}

export interface SavedQuery {
  readonly limit: number;
  readonly all?: boolean | undefined;
}

export interface SavedSession extends Pick<ThreadSummary, "id" | "name" | "preview" | "updatedAt"> {
  /** The folder where it started. */
  readonly cwd: string | undefined;
}

export interface OpenThreadOptions {
  readonly config: Config;
  /** Continues this saved thread. */
  readonly resumeId?: string | undefined;
  /** What its start hooks hear instead of `startup` or `resume`: whether it is a new copy, or replaces a conversation that was cleared. */
  readonly startedBy?: "fork" | "clear" | undefined;
  readonly onEvent: (event: ThreadEventBody) => void;
  /** Called if a request to the thread failed; with the message's id if it was one that could not be sent. */
  readonly onError: (error: unknown, unsent?: string) => void;
  /** Called with the MCP servers that it still waits for before it is open. */
  readonly onWaiting?: (servers: readonly string[]) => void;
}

export type ChatSkill = Pick<Skill, "name" | "description" | "enabled">;

/** A hook of a thread, which runs if the user trusts it. */
export interface ChatHook extends Pick<HookDefinition, "key" | "sourcePath" | "enabled" | "currentHash"> {
  readonly event: string;
  readonly matcher: string | undefined;
  /** Undefined if it cannot run here. */
  readonly command: string | undefined;
  readonly trust: string;
}

/** A thread as the chat uses it: messages go in, events come out, and its questions wait for the user. */
export interface ChatThread extends AsyncDisposable {
  readonly id: string;
  /** Whether it can be resumed. */
  readonly isSaved: boolean;
  readonly isBusy: boolean;
  /** The settings of its turns, if something other than the configuration decides them. */
  readonly settings: Settings | undefined;
  /** Whether it was last in plan mode, which the settings do not include. */
  readonly wasPlanning: boolean;
  readonly mcpTools: Thread["mcpTools"];
  /** Prompts of MCP servers, which a message can start with. */
  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]>;
  /** Skills that a message can mention, including disabled ones. */
  skills(): Promise<readonly ChatSkill[]>;
  /** Starts a side thread that knows everything said so far. It can only read, asks nobody, and is not saved. */
  beside(listeners: Pick<OpenThreadOptions, "onEvent" | "onError">): Promise<ChatThread>;
  /** The current hooks, enabled or not. */
  hooks(): Promise<readonly ChatHook[]>;
  /** Saves the user's decision about a hook in its listed form; it applies at once. */
  decideHook(hook: ChatHook, decision: HookDecision): Promise<void>;
  readonly terminals: Thread["terminals"];
  /** Returns false if there is no such terminal. */
  endTerminal(id: number): Promise<boolean>;
  /** Gives the model information that is not a message of the user. */
  queueForModel(text: string): void;
  /** Sends a message; a running turn takes it in. Returns the message's id. */
  send(message: Message): string;
  /** Messages sent before it was opened that the model has not read, by message id. */
  readonly unread: readonly { readonly id: string; readonly text: string }[];
  interrupt(): void;
  /** Call this after an interrupt: messages that were sent but not read are answered now, or else together with the next message. */
  answerWaiting(): void;
  /** False if a server keeps them until the next message. */
  readonly answersWaiting: boolean;
  /** The goal that it pursues over several turns, which start by themselves. These methods reject if it cannot have one. */
  goal(): Promise<Goal | undefined>;
  /** Sets a goal, or changes the current one. */
  setGoal(change: GoalChange): Promise<void>;
  /** Returns false if there was none. */
  clearGoal(): Promise<boolean>;
  review(target: ReviewTarget): void;
  compact(): void;
  /** Reverts turns. */
  revert(options: RevertOptions): Promise<RevertResult>;
  /** Changes the settings of later turns. If they are not allowed, rejects and keeps the previous ones. */
  configure(settings: Settings): Promise<void>;
  answer(question: Question, answer: Answer): void;
}
