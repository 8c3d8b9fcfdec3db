import { randomUUID } from "node:crypto";
import type { HookMetadata } from "@codex/app-server-protocol/hooks";
import type { AppServerClient } from "@codex/client/app-server";
import {
  type Answer,
  decidedState,
  type FileChange,
  type Goal,
  type GoalChange,
  type HookDecision,
  type Item,
  type Question,
  type RevertOptions,
  type RevertResult,
  type ReviewTarget,
  readUserImage,
  type ThreadEventBody,
  type TurnView,
} from "@codex/core";
import type { Settings } from "../app/settings.js";
import type { ChatHook, ChatSkill, ChatThread, OpenThreadOptions } from "../chat-engine.js";
import { PendingAnswers } from "../pending-answers.js";
import type { Message } from "../state/composer.js";
import { followThread } from "./follow-thread.js";
import { goalFromWire } from "./goal.js";
import { reviewTargetToWire } from "./review-target.js";
import { settingsFromWire, settingsToWire } from "./settings.js";
import { turnFromWire, type WireTurn } from "./turns.js";

export interface RemoteThreadOptions {
  readonly client: AppServerClient;
  readonly id: string;
  /** Its folder on the server. */
  readonly cwd: string;
  readonly isSaved: boolean;
  readonly settings: Settings;
  /** Its turn that is already running. */
  readonly running?: TurnView | undefined;
  readonly listeners: Pick<OpenThreadOptions, "onEvent" | "onError">;
}

/** A thread on a server. */
export class RemoteThread implements ChatThread {
  readonly #options: RemoteThreadOptions;
  readonly #answers = new PendingAnswers();
  readonly #following: Disposable;
  /** The changes of the thread's patches, since questions only reference them. */
  readonly #changes = new Map<string, readonly FileChange[]>();
  #turnId: string | undefined;
  /** The settings include the mode. */
  readonly wasPlanning = false;
  readonly mcpTools = {};
  /** The protocol cannot list them, but a message can still start with one. */
  readonly mcpPrompts = async () => [];
  /** Not reported by servers. */
  readonly terminals = [];

  constructor(options: RemoteThreadOptions) {
    this.#options = options;
    const { id, running } = options;
    this.#following = followThread(options.client, { id, running }, (event) => this.#emit(event));
  }

  get id(): string {
    return this.#options.id;
  }

  async skills(): Promise<readonly ChatSkill[]> {
    const { client, cwd } = this.#options;
    const { data } = await client.call("skills/list", { cwds: [cwd] });
    return data.flatMap(({ skills }) => skills);
  }

  async hooks(): Promise<readonly ChatHook[]> {
    const { client, cwd } = this.#options;
    const { data } = await client.call("hooks/list", { cwds: [cwd] });
    return data.flatMap(({ hooks }) => hooks).map(hookFromWire);
  }

  async decideHook({ key, currentHash }: ChatHook, decision: HookDecision): Promise<void> {
    const value = { [key]: decidedState({ currentHash }, decision) };
    const edits = [{ keyPath: "hooks.state", value, mergeStrategy: "upsert" as const }];
    await this.#options.client.call("config/batchWrite", { edits, reloadUserConfig: true });
  }

  async beside(listeners: Pick<OpenThreadOptions, "onEvent" | "onError">): Promise<ChatThread> {
    const { client, cwd } = this.#options;
    const readsOnly = { approvalPolicy: "never", sandbox: "read-only", ephemeral: true } as const;
    const opened = await client.call("thread/fork", { threadId: this.id, ...readsOnly });
    const settings = settingsFromWire(opened);
    return new RemoteThread({ client, id: opened.thread.id, cwd, isSaved: false, settings, listeners });
  }

  get isSaved(): boolean {
    return this.#options.isSaved;
  }

  get isBusy(): boolean {
    return this.#turnId !== undefined;
  }

  get settings(): Settings {
    return this.#options.settings;
  }

  async endTerminal(): Promise<boolean> {
    return false;
  }

  queueForModel(text: string): void {
    const item = { type: "message", role: "user", content: [{ type: "input_text", text }] };
    this.#do(this.#options.client.call("thread/inject_items", { threadId: this.id, items: [item] }));
  }

  send(message: Message): string {
    const clientId = randomUUID();
    this.#send(message, clientId).catch((error: unknown) => this.#options.listeners.onError(error, clientId));
    return clientId;
  }

  /** Not reported by servers. */
  readonly unread = [];

  interrupt(): void {
    if (this.#turnId === undefined) return;
    this.#do(this.#options.client.call("turn/interrupt", { threadId: this.id, turnId: this.#turnId }));
  }

  /** The protocol has no request for it; they are read with the next message. */
  answerWaiting(): void {}
  readonly answersWaiting = false;

  async goal(): Promise<Goal | undefined> {
    const { goal } = await this.#options.client.call("thread/goal/get", { threadId: this.id });
    return goal == null ? undefined : goalFromWire(goal);
  }

  async setGoal(change: GoalChange): Promise<void> {
    await this.#options.client.call("thread/goal/set", { threadId: this.id, ...change });
  }

  async clearGoal(): Promise<boolean> {
    return (await this.#options.client.call("thread/goal/clear", { threadId: this.id })).cleared;
  }

  review(target: ReviewTarget): void {
    this.#do(this.#options.client.call("review/start", { threadId: this.id, target: reviewTargetToWire(target) }));
  }

  compact(): void {
    this.#do(this.#options.client.call("thread/compact/start", { threadId: this.id }));
  }

  /** Files are on the server and stay as they are. */
  async revert({ beforeTurnId, what }: RevertOptions): Promise<RevertResult> {
    if (what !== "conversation")
      throw new Error("with a server, only the conversation can be undone: /undo conversation");
    const { thread } = await this.#options.client.call("thread/revert", { threadId: this.id, beforeTurnId });
    this.#options.listeners.onEvent({ type: "reverted", beforeTurnId });
    return { turns: thread.turns.map((turn: WireTurn) => turnFromWire(turn)), files: undefined };
  }

  async configure(settings: Settings): Promise<void> {
    await this.#options.client.call("thread/settings/update", { threadId: this.id, ...settingsToWire(settings) });
  }

  answer(question: Question, answer: Answer): void {
    this.#answers.answer(question, answer);
  }

  /** Asks the user a question of the server about this thread. */
  async ask(make: (changesOf: (itemId: string) => readonly FileChange[]) => Question, signal: AbortSignal) {
    const question = make((itemId) => this.#changes.get(itemId) ?? []);
    const { onEvent } = this.#options.listeners;
    onEvent({ type: "question-asked", question });
    const answer = await this.#answers.ask(question, signal);
    onEvent({ type: "question-settled", question, answer });
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#following[Symbol.dispose]();
    if (this.#options.client.signal.aborted) return;
    await this.#options.client.call("thread/unsubscribe", { threadId: this.id }).catch(() => undefined);
  }

  async #send({ text, images }: Message, clientUserMessageId: string): Promise<void> {
    const { client } = this.#options;
    const input = [
      ...(await Promise.all(images.map(async (file) => ({ type: "image" as const, url: await dataUrl(file) })))),
      { type: "text" as const, text },
    ];
    const params = { threadId: this.id, input, clientUserMessageId };
    const running = this.#turnId;
    const joined =
      running !== undefined &&
      (await client.call("turn/steer", { ...params, expectedTurnId: running }).then(
        () => true,
        // The turn has ended or takes no input: the message starts the next turn.
        () => false,
      ));
    if (joined) return;
    await client.call("turn/start", params);
  }

  #emit(event: ThreadEventBody): void {
    if (event.type === "turn-started") this.#turnId = event.turn.id;
    if (event.type === "turn-ended" && event.turn.id === this.#turnId) this.#turnId = undefined;
    if (event.type === "item-started") this.#noteChanges(event.item);
    if (event.type === "item-ended") this.#changes.delete(event.item.id);
    this.#options.listeners.onEvent(event);
  }

  #noteChanges(item: Item): void {
    if (item.kind === "patch") this.#changes.set(item.id, item.changes);
  }

  #do(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#options.listeners.onError(error));
  }
}

function hookFromWire(hook: HookMetadata): ChatHook {
  const { key, eventName: event, matcher, sourcePath, enabled, currentHash, trustStatus: trust } = hook;
  const command = hook.handlerType === "command" ? hook.command : undefined;
  return { key, event, matcher: matcher ?? undefined, sourcePath, enabled, currentHash, trust, command };
}

/** The server cannot read this machine's files. */
async function dataUrl(file: string): Promise<string> {
  const image = await readUserImage(file);
  if (!image.ok) throw new Error(`the image ${file} cannot be sent: ${image.reason}`);
  return image.url;
}
