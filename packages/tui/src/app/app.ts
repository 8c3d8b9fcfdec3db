// max-lines: the state of the chat and what each key does to it, in the order in which it is read
import type { Config } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";
import type { ChatEngine } from "../chat-engine.js";
import { approvalPresets } from "../presets.js";
import type { Choice } from "../state/choice-list.js";
import {
  attach,
  type Composer,
  draftText,
  emptyComposer,
  insert,
  isEmpty,
  type Message,
  messageOf,
  moveTo,
  withDraft,
} from "../state/composer.js";
import { editWith } from "../state/edit-keys.js";
import { fieldsOf } from "../state/form.js";
import { emptyHistory, type History, newer, older, remember } from "../state/history.js";
import { type Action, type KeyMap, keyMap } from "../state/key-map.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import type { TerminalInput } from "../terminal/keys.js";
import type { Frame } from "../terminal/renderer.js";
import { EMPTY, type Safe, safe, safeLine, safeLines } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import { inputRows, rowMove } from "../view/input-view.js";
import type { Look } from "../view/look.js";
import { type Activity, type Status, statusRow } from "../view/status-row.js";
import { ThreadPrinter } from "../view/thread-printer.js";
import { ChatThread } from "./chat-thread.js";
import { ChoiceDialog } from "./choice-dialog.js";
import { FormDialog } from "./form-dialog.js";
import { gitBranch } from "./git-branch.js";
import { cleanPaste, isLongPaste, pastedImage, pastedText } from "./pasted.js";
import { Popup } from "./popup.js";
import { QuestionDialog } from "./question-dialog.js";
import { approvalsName, type Settings, settingsOf } from "./settings.js";
import { findSlashCommand, slashCommands, unknownCommand } from "./slash-commands.js";
import type { TuiHost } from "./tui-host.js";

const MAX_INPUT_ROWS = 10;
const MAX_WAITING = 3;
/** How long "again" counts, in milliseconds. */
const AGAIN_MS = 2_000;
const SPINNER_MS = 120;
/** Lower terminals have room for the draft and questions only. */
const LOW = 8;

/** What has the keyboard for a while. */
interface Dialog {
  /** True once it is done. */
  take(key: Key): boolean;
  rows(look: Look, maxRows: number): readonly Safe[];
  plainRows(): readonly Safe[];
  takeLine(line: string): boolean;
}

/** What there is once the configuration is read. */
export interface Loaded {
  readonly config: Config;
  readonly engine: ChatEngine;
  readonly home: string | undefined;
}

/** The chat: keys and events change it, `frame` says what is to be seen. */
export class App {
  readonly host: TuiHost;
  readonly popup: Popup;
  look: Look;
  #keys: KeyMap = keyMap({});
  #loaded: Loaded | undefined;
  #settings: Settings | undefined;
  #branch: string | undefined;
  #printer: ThreadPrinter;
  #thread: ChatThread | undefined;
  #composer: Composer = emptyComposer;
  #history: History = emptyHistory;
  #waiting: Message[] = [];
  /** Entered before there was a thread. */
  readonly #earlyCommands: string[] = [];
  /** Sent, by name, and not yet read by the model: a running turn takes them up after its present step. */
  readonly #joining = new Map<string, string>();
  #question: QuestionDialog | FormDialog | undefined;
  #choice: { readonly dialog: Dialog } | undefined;
  #hint: string | undefined;
  #hintTimer: NodeJS.Timeout | undefined;
  #again: { readonly action: string; readonly until: number } | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #tick = 0;
  #isFocused = true;
  /** Which of the user's messages is edited, from the end; undefined when none is. */
  #editing: number | undefined;
  /** What the user's own commands printed: told to the model with the next message. */
  #context: string[] = [];
  #turnStartedAt = 0;
  #sentAnything = false;
  readonly #ownCommands = new Set<AbortController>();

  constructor(host: TuiHost, look: Look) {
    this.host = host;
    this.look = look;
    this.#printer = new ThreadPrinter(() => this.look);
    this.popup = new Popup({
      commands: slashCommands,
      searchFiles: host.searchFiles,
      onChange: () => this.host.changed(),
    });
  }

  // ---- what is there

  get loaded(): Loaded {
    if (this.#loaded === undefined) throw new Error("not loaded yet");
    return this.#loaded;
  }

  get settings(): Settings {
    if (this.#settings === undefined) throw new Error("not loaded yet");
    return this.#settings;
  }

  get thread(): ChatThread {
    if (this.#thread === undefined) throw new Error("there is no thread yet");
    return this.#thread;
  }

  get hasThread(): boolean {
    return this.#thread !== undefined;
  }

  get printer(): ThreadPrinter {
    return this.#printer;
  }

  get composer(): Composer {
    return this.#composer;
  }

  get isBusy(): boolean {
    return this.#printer.turn !== undefined || this.#thread?.isBusy === true;
  }

  get keys(): KeyMap {
    return this.#keys;
  }

  /** Whether a message was sent: there is something to go on with. */
  get sentAnything(): boolean {
    return this.#sentAnything;
  }

  // ---- beginning

  configure(loaded: Loaded): void {
    this.#loaded = loaded;
    this.#settings ??= settingsOf(loaded.config);
    this.#keys = keyMap(loaded.config.tui.keymap);
    for (const problem of this.#keys.problems) this.warn(problem);
    void this.readBranch();
  }

  /** The branch may be another one after each turn. */
  async readBranch(): Promise<void> {
    this.#branch = await gitBranch(this.loaded.config.cwd);
    this.host.changed();
  }

  useHistory(entries: readonly string[]): void {
    this.#history = { ...emptyHistory, entries: [...this.#history.entries, ...entries] };
  }

  /** Begins a thread, or goes on with one; the one before ends. */
  async open(
    options: { readonly resumePath?: string | undefined; readonly history?: readonly ResponseItem[] } = {},
  ): Promise<void> {
    const { config, engine } = this.loaded;
    const before = this.#thread;
    const printer = options.history === undefined ? new ThreadPrinter(() => this.look) : this.#printer;
    // What it tells while it opens is for the screen already.
    this.#printedBefore.push(...this.#printer.takeLines());
    this.#printer = printer;
    const thread = await ChatThread.open({
      engine,
      config,
      ...options,
      onEvent: (event) => {
        if (this.#printer !== printer) return;
        printer.take(event);
        this.#follow(event);
      },
      onError: (error) => this.fail(error),
    });
    this.#thread = thread;
    if (before !== undefined) thread.configure(this.settings);
    await before?.[Symbol.asyncDispose]();
    this.#sendWaiting();
    for (const line of this.#earlyCommands.splice(0)) this.#run(line);
    this.host.changed();
  }

  readonly #printedBefore: Safe[] = [];

  // ---- what is to be seen

  frame(): Frame {
    const { rows: height } = this.host.size();
    const columns = this.look.columns();
    const isLow = height < LOW;
    const half = Math.max(2, Math.floor(height / 2));
    const input = inputRows(this.#composer, this.look, {
      prompt: this.look.paint.accent(this.look.marks.prompt),
      columns,
      maxRows: Math.min(MAX_INPUT_ROWS, Math.max(1, half - 3)),
      placeholder: this.#placeholder(),
    });
    const status = isLow ? [] : [statusRow(this.#status(), this.look)];
    const free = height - 1 - input.rows.length - status.length;
    const above =
      this.#choice?.dialog.rows(this.look, Math.min(free, 14)) ?? this.#question?.rows(this.look, free) ?? [];
    const below = above.length > 0 ? [] : this.popup.rows(this.look, Math.min(free, isLow ? 3 : 8));
    const waiting = above.length > 0 ? [] : this.#waitingRows(columns);
    const live = this.#printer.liveRows(
      Math.max(1, half - input.rows.length - status.length - waiting.length),
      this.#spinner(),
    );
    const room = Math.max(0, free - above.length - below.length - waiting.length);
    const shownLive = room === 0 ? [] : live.slice(-room);
    const gap = shownLive.length + above.length === 0 && !isLow ? [EMPTY] : [];
    const rows = [...shownLive, ...above, ...waiting, ...gap, ...input.rows, ...below, ...status];
    const cursorRow = shownLive.length + above.length + waiting.length + gap.length + input.cursor.row;
    return {
      lines: [...this.#printedBefore.splice(0), ...this.#printer.takeLines()],
      open: this.#printer.open()?.settled,
      rows,
      cursor: { row: cursorRow, before: input.cursor.before },
    };
  }

  #placeholder(): Safe | undefined {
    if (this.#question !== undefined || this.#choice !== undefined) return undefined;
    if (this.isBusy) return safe`say more, or Tab to send it afterwards`;
    return this.#sentAnything ? undefined : safe`what is to be done? / for commands, @ for files`;
  }

  #waitingRows(columns: number): Safe[] {
    const { paint } = this.look;
    const joining = this.isBusy ? [...this.#joining.values()].slice(-MAX_WAITING) : [];
    const sent = joining.map((text) => fitRow(paint.dim(safe`  sent: ${safeLine(text)}`), columns - 1));
    const shown = this.#waiting.slice(-MAX_WAITING);
    const waiting = shown.map(({ text }, index) => {
      const keys = index === shown.length - 1 ? safe` (Alt-Up edits)` : EMPTY;
      return fitRow(paint.dim(safe`  waiting: ${safeLine(text)}${keys}`), columns - 1);
    });
    return [...sent, ...waiting];
  }

  #status(): Status {
    const { usage } = this.#printer;
    const window = usage?.contextWindow ?? this.#loaded?.config.modelContextWindow;
    const used = usage?.last.totalTokens;
    const left =
      window === undefined || window === 0 ? undefined : Math.max(0, Math.round(100 - ((used ?? 0) / window) * 100));
    return {
      model: this.#settings?.model,
      effort: this.#settings?.effort,
      approvals: this.#settings && approvalsName(this.#settings),
      contextLeft: left,
      tokens: usage?.total.totalTokens,
      cwd: this.#loaded?.config.cwd ?? this.host.cwd,
      home: this.#loaded?.home,
      branch: this.#branch,
      activity: this.#activity(),
      hint: this.#hint,
    };
  }

  #activity(): Activity {
    if (this.#loaded === undefined || this.#thread === undefined) return { type: "starting" };
    if (!this.isBusy) return { type: "idle" };
    const word = this.#question === undefined ? this.#printer.activity : "waiting for you";
    return {
      type: "working",
      word,
      seconds: (performance.now() - this.#turnStartedAt) / 1_000,
      spinner: this.#spinner(),
    };
  }

  #spinner(): Safe {
    const { spinner } = this.look.marks;
    return spinner[this.#tick % spinner.length] ?? EMPTY;
  }

  /** What waits for an answer, for those who read line by line. */
  asked(): { readonly id: object; readonly rows: readonly Safe[] } | undefined {
    if (this.#choice !== undefined) return { id: this.#choice.dialog, rows: this.#choice.dialog.plainRows() };
    if (this.#question === undefined) return undefined;
    const lastLine = this.#question instanceof FormDialog ? [] : [safe`question: type y, a, n or stop`];
    return { id: this.#question, rows: [...this.#question.rows(this.look, Number.MAX_SAFE_INTEGER), ...lastLine] };
  }

  // ---- words to the user

  tell(lines: readonly string[]): void {
    this.#printer.print([EMPTY, ...lines.flatMap(safeLines).map((line) => (line === "" ? line : safe`  ${line}`))]);
    this.host.changed();
  }

  print(lines: readonly Safe[]): void {
    this.#printer.print(lines);
    this.host.changed();
  }

  warn(message: string): void {
    const { paint } = this.look;
    const [first = EMPTY, ...rest] = safeLines(message);
    this.print([safe`${paint.warning(safe`warning:`)} ${first}`, ...rest.map((line) => safe`  ${line}`)]);
  }

  fail(error: unknown): void {
    const { paint, marks } = this.look;
    const [first = EMPTY, ...rest] = safeLines(error instanceof Error ? error.message : String(error));
    this.print([
      EMPTY,
      safe`${paint.bad(paint.bold(safe`${marks.failed} error:`))} ${first}`,
      ...rest.map((line) => safe`  ${line}`),
    ]);
  }

  hint(text: string | undefined, forMs = AGAIN_MS): void {
    clearTimeout(this.#hintTimer);
    this.#hint = text;
    if (text !== undefined) {
      this.#hintTimer = setTimeout(() => this.hint(undefined), forMs);
      this.#hintTimer.unref();
    }
    this.host.changed();
  }

  /** Lets the user choose from a list; undefined when they did not. */
  choose<T>(title: string, choices: readonly Choice<T>[], selected = 0): Promise<T | undefined> {
    return new Promise((resolve) => {
      const done = (value: T | undefined) => {
        this.#choice = undefined;
        resolve(value);
        this.host.changed();
      };
      this.#choice = { dialog: new ChoiceDialog(title, choices, done, selected) };
      this.host.changed();
    });
  }

  // ---- settings

  change(settings: Partial<Settings>): void {
    this.#settings = { ...this.settings, ...settings };
    this.#thread?.configure(this.#settings);
    this.host.changed();
  }

  // ---- what comes from the thread

  #follow(event: Parameters<ThreadPrinter["take"]>[0]): void {
    switch (event.type) {
      case "turn-started":
        this.#turnStartedAt = performance.now();
        this.#startTicking();
        break;
      case "turn-ended":
        this.#stopTicking();
        this.#joining.clear();
        void this.readBranch();
        this.#nextQuestion();
        this.#notify("agent-turn-complete", "the turn has ended");
        this.#sendWaiting();
        break;
      case "item-started":
        if (event.item.kind === "user-message" && event.item.clientId !== undefined)
          this.#joining.delete(event.item.clientId);
        break;
      case "question-asked":
        this.#nextQuestion();
        this.#notify("approval-requested", "codex asks you something");
        break;
      case "question-settled":
        this.#nextQuestion();
        break;
      default:
    }
    this.host.changed();
  }

  #nextQuestion(): void {
    const first = this.#printer.view.questions[0];
    if (first?.id === this.#question?.question.id) return;
    this.#question = first && (fieldsOf(first).length > 0 ? new FormDialog(first) : new QuestionDialog(first));
  }

  #notify(kind: "agent-turn-complete" | "approval-requested", message: string): void {
    if (this.#isFocused || this.#loaded?.config.tui.notifications.includes(kind) !== true) return;
    this.host.notify(message, this.#loaded.config.tui.notificationMethod);
  }

  #startTicking(): void {
    if (this.#ticker !== undefined) return;
    const moves = this.#loaded?.config.tui.animations !== false;
    this.#ticker = setInterval(
      () => {
        if (moves) this.#tick++;
        this.host.changed();
      },
      moves ? SPINNER_MS : 10_000,
    );
  }

  #stopTicking(): void {
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  // ---- what comes from the user

  input(input: TerminalInput): void {
    switch (input.type) {
      case "key":
        this.#key(input.key);
        break;
      case "paste":
        this.paste(input.text);
        break;
      case "focus":
        this.#isFocused = input.focused;
        return;
      case "reply":
        this.host.replied(input.reply);
        return;
      default:
        input satisfies never;
    }
    this.host.keyDone();
  }

  /** A whole line, from a terminal that edits lines itself: it answers what is asked, or is a message. */
  takeLine(line: string): void {
    if (this.#choice !== undefined) {
      const { dialog } = this.#choice;
      if (dialog.takeLine(line) && this.#choice?.dialog === dialog) this.#choice = undefined;
    } else if (this.#question !== undefined) {
      const answer = this.#question.takeLine(line);
      if (answer !== undefined) this.#thread?.answer(this.#question.question, answer);
      // "n use pnpm": the rest is for the model.
      const [, more = ""] = /^\s*no?\s+(\S.*)$/i.exec(line) ?? [];
      if (answer?.type === "denied" && more !== "") this.send({ text: more, images: [] });
    } else if (line.trim() !== "") {
      this.#edit(withDraft(this.#composer, line));
      this.#enter();
    }
    this.host.changed();
  }

  #key(key: Key): void {
    if (this.#choice !== undefined) {
      const { dialog } = this.#choice;
      if (dialog.take(key) && this.#choice?.dialog === dialog) this.#choice = undefined;
      return;
    }
    if (this.#question !== undefined) {
      const taken = this.#question.take(key);
      if (taken.type === "answer") return this.#thread?.answer(this.#question.question, taken.answer);
      if (taken.type === "taken") return;
    }
    if (this.popup.isOpen && this.#popupKey(key)) return;
    const action = this.#keys.keys.get(nameOfKey(key));
    if (action !== undefined && this.#act(action)) return;
    if (key.text === "?" && isEmpty(this.#composer) && this.#editing === undefined) return this.#run("/help");
    const edited = editWith(this.#composer, key);
    if (edited !== undefined) this.#edit(edited);
  }

  #popupKey(key: Key): boolean {
    switch (nameOfKey(key)) {
      case "up":
      case "ctrl-p":
        this.popup.move(-1);
        return true;
      case "down":
      case "ctrl-n":
        this.popup.move(1);
        return true;
      case "escape":
        this.popup.close(this.#composer);
        return true;
      case "tab":
        this.#edit(this.popup.complete(this.#composer));
        return true;
      case "enter": {
        const { kind, choice } = this.popup;
        if (kind === "file") {
          this.#edit(this.popup.complete(this.#composer));
          return true;
        }
        const command = choice === undefined ? undefined : findSlashCommand(choice);
        if (command === undefined) return false;
        if (command.needsArgument === true) this.#edit(this.popup.complete(this.#composer));
        else {
          this.popup.close(this.#composer);
          this.#clearDraft();
          this.#run(`/${command.name}`);
        }
        return true;
      }
      default:
        return false;
    }
  }

  /** False when the key is for the draft after all. */
  #act(action: Action): boolean {
    const columns = this.look.columns();
    switch (action) {
      case "send":
        this.#enter();
        return true;
      case "queue":
        if (isEmpty(this.#composer)) return true;
        if (!this.isBusy) return false;
        this.#queue();
        return true;
      case "stop":
        this.#escape();
        return true;
      case "cancel":
        this.#cancel();
        return true;
      case "quit":
        if (!isEmpty(this.#composer)) {
          this.#edit(editWith(this.#composer, { name: "delete" }) ?? this.#composer);
          return true;
        }
        this.host.leave();
        return true;
      case "older": {
        const up = rowMove(this.#composer, -1, columns);
        if (up !== undefined) this.#edit(moveTo(this.#composer, up));
        else this.#recall(older(this.#history, this.#composer.atoms));
        return true;
      }
      case "newer": {
        const down = rowMove(this.#composer, 1, columns);
        if (down !== undefined) this.#edit(moveTo(this.#composer, down));
        else this.#recall(newer(this.#history));
        return true;
      }
      case "search-history":
        void this.#searchHistory();
        return true;
      case "transcript":
        this.host.showTranscript();
        return true;
      case "editor":
        void this.host.editDraft(draftWithPastes(this.#composer)).then(
          (text) => text !== undefined && this.setDraft(text),
          (error: unknown) => this.fail(error),
        );
        return true;
      case "redraw":
        this.host.redraw();
        return true;
      case "suspend":
        this.host.suspend();
        return true;
      case "paste-image":
        void this.#pasteImage();
        return true;
      case "unqueue": {
        const last = this.#waiting.pop();
        if (last !== undefined) this.setDraft(last.text);
        return true;
      }
      case "next-approvals":
        this.#nextApprovals();
        return true;
      default:
        return action satisfies never;
    }
  }

  setDraft(text: string): void {
    this.#edit(withDraft(this.#composer, text));
    this.host.changed();
  }

  insertText(text: string): void {
    this.#edit(insert(this.#composer, text));
    this.host.changed();
  }

  /** Pasted text never sends and never answers. */
  paste(raw: string): void {
    const text = cleanPaste(raw);
    if (text === "" || this.#choice !== undefined) return;
    if (isLongPaste(text)) return this.#edit(attach(this.#composer, pastedText(text)));
    this.#edit(insert(this.#composer, text));
    const length = [...text].length;
    void pastedImage(text, this.#loaded?.config.cwd ?? this.host.cwd).then((image) => {
      if (image === undefined) return;
      const { atoms, cursor } = this.#composer;
      const start = draftText(this.#composer).indexOf(text);
      if (start < 0) return;
      // The path gives way to the image.
      const without = {
        ...this.#composer,
        atoms: [...atoms.slice(0, start), ...atoms.slice(start + length)],
        cursor: Math.max(start, cursor - length),
      };
      this.#edit(attach({ ...without, cursor: start }, image));
      this.host.changed();
    });
  }

  #edit(composer: Composer): void {
    this.#composer = composer;
    this.popup.follow(composer);
  }

  #clearDraft(): void {
    this.#edit({ ...emptyComposer, killed: this.#composer.killed });
  }

  #recall(recalled: ReturnType<typeof older>): void {
    if (recalled === undefined) return;
    this.#history = recalled.history;
    this.#composer = withDraft(this.#composer, recalled.draft);
  }

  #enter(): void {
    const { atoms, cursor } = this.#composer;
    if (atoms[cursor - 1] === "\\" && cursor === atoms.length) {
      this.#edit(insert(editWith(this.#composer, { name: "backspace" }) ?? this.#composer, "\n"));
      return;
    }
    const message = messageOf(this.#composer);
    if (message.text.trim() === "" && message.images.length === 0) return;
    const kept = atoms.some((atom) => typeof atom !== "string") ? atoms : message.text;
    this.#history = remember(this.#history, kept);
    this.#clearDraft();
    if (/^\/[a-z]/.test(message.text) && !message.text.includes("\n")) return this.#run(message.text);
    if (message.text.startsWith("!") && message.text.trim().length > 1)
      return void this.host.runOwnCommand(message.text.slice(1).trim());
    this.send(message);
  }

  send(message: Message): void {
    if (this.#editing !== undefined) return void this.#sendEdited(message).catch((error: unknown) => this.fail(error));
    if (this.#thread === undefined) {
      this.#waiting.push(message);
      return;
    }
    this.#sentAnything = true;
    this.#joining.set(this.#thread.send(message, this.#context.splice(0)), message.text);
    this.host.changed();
  }

  /** Told to the model with the next message. */
  addContext(text: string): void {
    this.#context.push(text);
  }

  /** A command of the user's own runs: Esc stops it. */
  beginOwnCommand(signal: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
    const own = new AbortController();
    this.#ownCommands.add(own);
    this.#startTicking();
    return {
      signal: AbortSignal.any([signal, own.signal]),
      end: () => {
        this.#ownCommands.delete(own);
        if (!this.isBusy) this.#stopTicking();
      },
    };
  }

  /** Stops what runs; false when nothing does. */
  stop(): boolean {
    const isBusy = this.isBusy;
    if (isBusy) this.#thread?.interrupt();
    for (const own of this.#ownCommands) own.abort();
    return isBusy || this.#ownCommands.size > 0;
  }

  #queue(): void {
    const message = messageOf(this.#composer);
    this.#history = remember(this.#history, message.text);
    this.#clearDraft();
    this.#waiting.push(message);
  }

  #sendWaiting(): void {
    if (this.#thread === undefined || this.isBusy) return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.send(next);
  }

  #escape(): void {
    if (this.#editing === undefined && this.stop()) return;
    if (!isEmpty(this.#composer) && this.#editing === undefined) return;
    if (this.#editing !== undefined || this.#isAgain("edit")) return this.#editEarlier();
    if (this.#userMessages().length === 0) return;
    this.#oncemore("edit", "Esc again edits your last message");
  }

  #cancel(): void {
    if (!isEmpty(this.#composer)) {
      this.#editing = undefined;
      this.#history = remember(this.#history, this.#composer.atoms);
      this.#clearDraft();
      return;
    }
    if (this.stop()) {
      this.#waiting = [];
      return;
    }
    if (this.#isAgain("quit")) return this.host.leave();
    this.#oncemore("quit", "Ctrl-C again quits");
  }

  #isAgain(action: string): boolean {
    return this.#again?.action === action && performance.now() < this.#again.until;
  }

  #oncemore(action: string, hint: string): void {
    this.#again = { action, until: performance.now() + AGAIN_MS };
    this.hint(hint);
  }

  #userMessages(): string[] {
    return this.#printer.ended.flatMap((item) =>
      item.kind === "user-message"
        ? [item.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")]
        : [],
    );
  }

  /** Each time one message further back. */
  #editEarlier(): void {
    const messages = this.#userMessages();
    const next = this.#editing === undefined ? 0 : (this.#editing + 1) % messages.length;
    const text = messages.at(-1 - next);
    if (text === undefined) return;
    this.#editing = next;
    this.#edit(withDraft(this.#composer, text));
    this.hint("Enter sends it in place of what came since; Esc: the one before; Ctrl-C leaves", 60_000);
  }

  async #sendEdited(message: Message): Promise<void> {
    const index = this.#editing ?? 0;
    this.#editing = undefined;
    this.hint(undefined);
    const { history } = this.thread;
    const { beforeUserMessage } = await import("./edit-history.js");
    await this.open({ history: beforeUserMessage(history, index) });
    this.#printer.print([
      EMPTY,
      this.look.paint.dim(safe`edited: what came after it is forgotten; /resume has the conversation before`),
    ]);
    this.send(message);
  }

  async #searchHistory(): Promise<void> {
    const texts = [
      ...new Set(
        this.#history.entries.map((entry) => (typeof entry === "string" ? entry : draftText({ atoms: entry }))),
      ),
    ];
    const found = await this.choose(
      "earlier messages:",
      texts.map((text) => ({ name: text.split("\n")[0] ?? "", detail: "", value: text })),
    );
    if (found !== undefined) this.setDraft(found);
  }

  async #pasteImage(): Promise<void> {
    const image = await this.host.clipboardImage().catch(() => undefined);
    if (image === undefined) return this.hint("there is no image in the clipboard that can be read");
    this.#edit(attach(this.#composer, image));
    this.host.changed();
  }

  #nextApprovals(): void {
    if (this.#settings === undefined) return;
    const now = approvalPresets.findIndex(({ name }) => name === approvalsName(this.settings));
    const next = approvalPresets[(now + 1) % approvalPresets.length];
    if (next === undefined) return;
    this.change({ approvalPolicy: next.approvalPolicy, sandboxPolicy: next.sandboxPolicy });
    this.hint(`${next.name}: ${next.summary}`, 4_000);
  }

  /** A line that begins with `/`. */
  #run(line: string): void {
    const [, name = "", argument = ""] = /^\/([\w-]+)(?:\s+(.*))?$/s.exec(line.trim()) ?? [];
    const command = findSlashCommand(name);
    if (command === undefined) {
      this.tell([unknownCommand(name)]);
      return;
    }
    if (this.#thread === undefined && command.name !== "quit") {
      this.#earlyCommands.push(line);
      return;
    }
    this.#printer.print([
      EMPTY,
      safe`${this.look.paint.accent(this.look.marks.prompt)} ${this.look.paint.bold(safeLine(line))}`,
    ]);
    Promise.resolve()
      .then(() => command.run(this, argument.trim()))
      .catch((error: unknown) => this.fail(error));
    this.host.changed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopTicking();
    clearTimeout(this.#hintTimer);
    await this.#thread?.[Symbol.asyncDispose]();
  }
}

/** For an editor: pastes as what they are. */
function draftWithPastes(composer: Composer): string {
  return messageOf(composer).text;
}
