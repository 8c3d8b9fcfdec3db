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

/** What a chat runs on: the engine in this process, or a server. */
export interface ChatEngine {
  /** Begins a thread, or goes on with a saved one. */
  openThread(options: OpenThreadOptions): Promise<ChatThread>;
  /** Saved threads that began in the configuration's folder, or all, the one worked on last first. */
  savedThreads(config: Config, query: SavedQuery): Promise<readonly SavedSession[]>;
  /** What was said in one of them. */
  turnsOf(id: string): Promise<readonly TurnView[]>;
  renameThread(id: string, name: string): Promise<void>;
  /** Saves a copy of it, that goes on in a folder, by default in the same; gives the copy's id. */
  forkThread(id: string, folder?: string): Promise<string>;
  /** Puts one that is not open away: lists no longer have it, until it is taken back. */
  archiveThread(id: string): Promise<void>;
  /** Deletes one that is not open, for good. */
  deleteThread(id: string): Promise<void>;
  /** The configuration as it is now, of a session in that folder. Rejects where the folder is a server's. */
  configIn(folder: string): Promise<Config>;
  readonly account: Account;
}

/** The login that turns are paid with. */
export interface Account {
  /** Undefined when there is none. */
  current(): Promise<"chatgpt" | "api-key" | undefined>;
  /** Has the user log in; the terminal is free meanwhile. */
  logIn(): Promise<void>;
  logInWithKey(key: string): Promise<void>;
  /** False when there was none. */
  logout(): Promise<boolean>;
}

export interface SavedQuery {
  readonly limit: number;
  readonly all?: boolean | undefined;
}

export interface SavedSession extends Pick<ThreadSummary, "id" | "name" | "preview" | "updatedAt"> {
  /** The folder it began in. */
  readonly cwd: string | undefined;
}

export interface OpenThreadOptions {
  readonly config: Config;
  /** Goes on with that saved thread. */
  readonly resumeId?: string | undefined;
  readonly onEvent: (event: ThreadEventBody) => void;
  /** Something that was asked of the thread could not be done. */
  readonly onError: (error: unknown) => void;
  /** The MCP servers that it still waits for before it is open. */
  readonly onWaiting?: (servers: readonly string[]) => void;
}

export type ChatSkill = Pick<Skill, "name" | "description" | "enabled">;

/** A command that runs at a point of a thread, where the user trusts it. */
export interface ChatHook extends Pick<HookDefinition, "key" | "sourcePath" | "enabled" | "currentHash"> {
  readonly event: string;
  readonly matcher: string | undefined;
  /** Undefined for what is never run here. */
  readonly command: string | undefined;
  readonly trust: string;
}

/** A thread as the chat has it: messages go in, what it tells comes out, and its questions wait for the user. */
export interface ChatThread extends AsyncDisposable {
  readonly id: string;
  /** Whether it can be gone on with later. */
  readonly isSaved: boolean;
  readonly isBusy: boolean;
  /** What its turns run under, where others than the configuration decide it. */
  readonly settings: Settings | undefined;
  /** Whether it was left in plan mode, which the settings do not say. */
  readonly wasPlanning: boolean;
  readonly mcpTools: Thread["mcpTools"];
  /** Prompts of MCP servers, which a message can begin with. */
  mcpPrompts(signal: AbortSignal): Promise<readonly McpPrompt[]>;
  /** Skills that a message can name, and those that are switched off. */
  skills(): Promise<readonly ChatSkill[]>;
  /** Begins another one that knows all that was said so far. It only reads, asks nobody, and nothing of it is kept, here or there. */
  beside(listeners: Pick<OpenThreadOptions, "onEvent" | "onError">): Promise<ChatThread>;
  /** As they are now, whether they run or not. */
  hooks(): Promise<readonly ChatHook[]>;
  /** Keeps what the user decides about a hook as it was listed. */
  decideHook(hook: ChatHook, decision: HookDecision): Promise<void>;
  /** Whether that counts for the thread itself, not only for those that begin later. */
  readonly followsHookDecisions: boolean;
  readonly terminals: Thread["terminals"];
  /** False when there is none of that id. */
  endTerminal(id: number): Promise<boolean>;
  /** Tells the model something that is no message of the user's. */
  tellModel(text: string): void;
  /** Sends a message; in a running turn it joins that turn. Gives the message's name. */
  send(message: Message): string;
  /** What was said before it was opened and the model has not read, by the names of the messages. */
  readonly unread: readonly { readonly id: string; readonly text: string }[];
  interrupt(): void;
  /** For when a turn was stopped: what was sent to it and not read is answered now, or else together with the next message. */
  answerWaiting(): void;
  /** False where a server leaves it waiting for the next message. */
  readonly answersWaiting: boolean;
  /** What it works towards over several turns, which begin by themselves. These reject where it can have no goal. */
  goal(): Promise<Goal | undefined>;
  /** Makes a goal, or changes the one that is there. */
  setGoal(change: GoalChange): Promise<void>;
  /** False when there was none. */
  clearGoal(): Promise<boolean>;
  review(target: ReviewTarget): void;
  compact(): void;
  /** Takes turns back. */
  revert(options: RevertOptions): Promise<RevertResult>;
  /** Changes settings for later turns. Rejects when they are not allowed; then the turns keep those they had. */
  configure(settings: Settings): Promise<void>;
  answer(question: Question, answer: Answer): void;
}
