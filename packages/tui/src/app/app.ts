import { type Answer, type Config, checkedOutBranch, errorMessage, type Question } from "@codex/core";
import type { ChatEngine, ChatModel, ChatThread } from "../chat-engine.js";
import type { Message } from "../state/composer.js";
import { type KeyMap, keyMap } from "../state/key-map.js";
import type { Frame } from "../terminal/renderer.js";
import { EMPTY, type Safe, safe, safeLines } from "../text/safe.js";
import type { Look } from "../view/look.js";
import { noticeLines } from "../view/notice-lines.js";
import { USUAL_ITEMS } from "../view/status-items.js";
import type { ThreadPrinter } from "../view/thread-printer.js";
import { ActivityClock } from "./activity-clock.js";
import { Asides } from "./asides.js";
import { chatFrame } from "./chat-frame.js";
import { ChosenSettings } from "./chosen-settings.js";
import { CommandRunner } from "./command-runner.js";
import { Conversation, type OpenOptions } from "./conversation.js";
import { Dialogs } from "./dialogs.js";
import { Draft } from "./draft.js";
import { EarlierMessages } from "./earlier-messages.js";
import { Hints } from "./hints.js";
import { Notifications } from "./notifications.js";
import { Outbox } from "./outbox.js";
import { Popup } from "./popup.js";
import { SavedMessages } from "./saved-messages.js";
import { type Settings, settingsOf } from "./settings.js";
import { isSlashCommand, slashCommands } from "./slash-commands.js";
import type { TuiHost } from "./tui-host.js";
import { TypingRhythm } from "./typing-rhythm.js";
import { UserCommands } from "./user-commands.js";

/** What is available once the configuration has been read. */
export interface Loaded {
  readonly config: Config;
  readonly engine: ChatEngine;
  readonly home: string | undefined;
  /** Whether a server decides the settings, which are known when its thread is open. */
  readonly isRemote?: boolean;
}

/** For hints that stay until their reason is gone, in milliseconds. */
const LONG_HINT_MS = 60_000;

/** The chat. Keys and events change its parts; `frame` returns what to show of them. */
export class App implements AsyncDisposable {
  readonly host: TuiHost;
  look: Look;
  readonly draft: Draft;
  readonly popup: Popup;
  readonly outbox = new Outbox();
  readonly dialogs: Dialogs;
  readonly hints: Hints;
  readonly clock: ActivityClock;
  readonly earlier = new EarlierMessages(this);
  readonly commands = new CommandRunner(this);
  readonly userCommands = new UserCommands();
  readonly asides = new Asides(this);
  readonly conversation = new Conversation(this);
  readonly rhythm = new TypingRhythm();
  readonly notifications = new Notifications(this);
  readonly #savedMessages = new SavedMessages(this);
  #keys: KeyMap = keyMap({});
  #loaded: Loaded | undefined;
  #settings: ChosenSettings | undefined;
  #branch: string | undefined;
  /** Names of the items in the status line. */
  statusLine = USUAL_ITEMS;
  #ended: PromiseLike<void> | undefined;
  #isEnding = false;

  constructor(host: TuiHost, look: Look) {
    this.host = host;
    this.look = look;
    const onChange = () => this.host.changed();
    this.popup = new Popup({
      commands: slashCommands,
      searchFiles: host.searchFiles,
      searchFolders: host.searchFolders,
      skills: async () => (this.hasThread ? this.thread.skills() : []),
      models: async () => (this.isConfigured ? this.models() : []),
      onChange,
    });
    this.draft = new Draft({ popup: this.popup, onChange });
    this.dialogs = new Dialogs({ onAnswer: (question, answer) => this.#answer(question, answer), onChange });
    this.hints = new Hints(onChange);
    this.clock = new ActivityClock(onChange);
  }

  /** Ctrl-C at a question stops the turn; at an approval, the engine does so. */
  #answer(question: Question, answer: Answer): void {
    this.thread.answer(question, answer);
    const isForm = question.kind === "elicitation" || question.kind === "user-questions";
    if (answer.type === "cancelled" && isForm && this.isBusy) this.thread.interrupt();
  }

  get isConfigured(): boolean {
    return this.#loaded !== undefined;
  }

  get loaded(): Loaded {
    if (this.#loaded === undefined) throw new Error("not loaded yet");
    return this.#loaded;
  }

  get settings(): Settings {
    if (this.#settings === undefined) throw new Error("not loaded yet");
    return this.#settings.current;
  }

  get hasThread(): boolean {
    return this.conversation.thread !== undefined;
  }

  get thread(): ChatThread {
    const { thread } = this.conversation;
    if (thread === undefined) throw new Error("there is no thread yet");
    return thread;
  }

  get cwd(): string {
    return this.#loaded?.config.cwd ?? this.host.cwd;
  }

  get printer(): ThreadPrinter {
    return this.conversation.printer;
  }

  get keys(): KeyMap {
    return this.#keys;
  }

  get branch(): string | undefined {
    return this.#branch;
  }

  /** Whether the user has quit: running work is being ended. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  get isBusy(): boolean {
    return this.conversation.isBusy;
  }

  frame(): Frame {
    return { lines: this.conversation.takeLines(), open: this.printer.open()?.settled, ...chatFrame(this) };
  }

  // ---- starting

  configure(loaded: Loaded): void {
    this.#loaded = loaded;
    this.notifications.isOn = loaded.config.tui.notifications.length > 0;
    this.statusLine = loaded.config.tui.statusLine ?? USUAL_ITEMS;
    const settings = settingsOf(loaded.config);
    if (this.#settings === undefined) this.#settings = new ChosenSettings(settings);
    else if (!this.hasThread) this.#settings.reload(settings);
    this.#keys = keyMap(loaded.config.tui.keymap);
    for (const problem of this.#keys.problems) this.warn(problem);
    if (loaded.config.tui.vimModeDefault) void this.useVim(true);
    void this.readBranch();
  }

  /** The next thread uses this configuration and its folder. */
  moveTo(config: Config): void {
    this.#loaded = { ...this.loaded, config };
    this.host.placeIn(config);
    void this.readBranch();
  }

  /** Starts a new thread, or continues a saved one; the previous thread ends. */
  async open(options: OpenOptions = {}): Promise<void> {
    const before = await this.conversation.open(options);
    const begun = this.thread.settings ?? settingsOf(this.loaded.config);
    if (this.#settings?.begin(begun, { isFirst: before === undefined }) === true) void this.change({});
    if (this.thread.wasPlanning && this.settings.mode.kind !== "plan") void this.commands.run("/plan");
    await before?.[Symbol.asyncDispose]();
    this.conversation.sendWaiting();
    this.outbox.noteUnread(this.thread.unread);
    this.commands.runEarly();
    this.host.changed();
  }

  /**
   * Changes the settings of later turns; the display changes at once. If the thread refuses them, shows why, restores the previous settings
   * and returns false.
   */
  async change(settings: Partial<Settings>): Promise<boolean> {
    const changed = this.#settings?.change(settings, this.conversation.thread);
    this.host.changed();
    try {
      await changed;
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  // ---- what the user asks for

  /** Handles the draft, whatever kind of input it is. */
  enter(): void {
    const message = this.draft.take();
    if (message === undefined) return;
    this.outbox.leaveEdited();
    if (this.earlier.isEditing && !isCommand(message)) this.earlier.send(message).catch((error) => this.fail(error));
    else void this.handle(message);
  }

  /** Runs a chat command or a shell command, or sends a message. */
  async handle(message: Message): Promise<void> {
    const { text } = message;
    if (isSlashCommand(text)) await this.commands.run(text);
    else if (isCommand(message)) await this.host.runUserCommand(text.slice(1).trim());
    else this.send(message);
  }

  send(message: Message): void {
    if (!this.hasThread) this.outbox.wait(message);
    else {
      this.#savedMessages.add(message);
      this.outbox.send(message, this.thread);
    }
    this.host.changed();
  }

  /** Keeps a message or a command until the running turn has ended. */
  queue(message: Message): void {
    if (!isCommand(message)) this.#savedMessages.add(message);
    this.outbox.wait(message);
  }

  /** Stops what is running; returns false if nothing is. */
  stop(): boolean {
    const isRunning = this.isBusy || this.userCommands.isRunning;
    if (this.isBusy) this.conversation.thread?.interrupt();
    this.userCommands.stop();
    return isRunning || this.asides.stop();
  }

  async useVim(isOn: boolean): Promise<void> {
    this.draft.useVim(isOn ? (await import("../state/vim.js")).takeVimKey : undefined);
  }

  /** The models to choose from. */
  models(): Promise<readonly ChatModel[]> {
    const { engine, config } = this.loaded;
    return engine.models(config);
  }

  // ---- messages to the user

  showMessage(lines: readonly string[]): void {
    this.print([EMPTY, ...lines.flatMap(safeLines).map((line) => (line === "" ? line : safe`  ${line}`))]);
  }

  print(lines: readonly Safe[]): void {
    this.printer.print(lines);
    this.host.changed();
  }

  warn(message: string): void {
    this.print(noticeLines("warning", message, this.look));
  }

  fail(error: unknown): void {
    this.print(noticeLines("error", errorMessage(error), this.look));
  }

  startClock(): void {
    this.clock.start({ isAnimated: this.#loaded?.config.tui.animations !== false && !this.host.isPlain() });
  }

  /** Reads the current branch, which may change with every turn. */
  async readBranch(): Promise<void> {
    this.#branch = await checkedOutBranch(this.loaded.config.cwd);
    this.host.changed();
  }

  /** Ends the thread, and still shows its last events. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.asides.stop();
    if (this.isBusy) this.hints.show("ending what runs; Ctrl-C does not wait for it", LONG_HINT_MS);
    const { thread } = this.conversation;
    this.#ended ??= thread?.[Symbol.asyncDispose]();
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock[Symbol.dispose]();
    this.hints[Symbol.dispose]();
    await this.end();
  }
}

function isCommand({ text }: Message): boolean {
  return isSlashCommand(text) || (text.startsWith("!") && text.trim().length > 1);
}
