import type { Config } from "@codex/core";
import type { AskForApproval, ReasoningEffort, SandboxPolicy } from "@codex/protocol";
import { colouredDiff, configSummary, terminalLine, terminalText } from "@codex/terminal";
import type { ChatEngine } from "./chat-engine.js";
import type { ChatScreen } from "./chat-screen.js";
import { ChatSession } from "./chat-session.js";
import { approvalPresets, reasoningEfforts } from "./presets.js";
import { findSlashCommand, slashCommands } from "./slash-commands.js";
import type { TerminalIo } from "./terminal-io.js";

export interface ChatOptions {
  readonly engine: ChatEngine;
  readonly config: Config;
  readonly screen: ChatScreen;
  readonly io: TerminalIo;
  readonly resumePath: string | undefined;
  /** Ends the chat. */
  readonly leave: () => void;
}

/** What the user chose in this chat, over the configuration. */
interface Settings {
  readonly model: string;
  readonly effort: ReasoningEffort;
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
}

/** A chat: what is typed goes to the conversation or does something with it. */
export class Chat implements AsyncDisposable {
  readonly #options: ChatOptions;
  readonly #screen: ChatScreen;
  #session: ChatSession;
  #settings: Settings;

  static async open(options: ChatOptions): Promise<Chat> {
    const chat = new Chat(options, await openSession(options, options.resumePath));
    return chat;
  }

  private constructor(options: ChatOptions, session: ChatSession) {
    const { model, modelReasoningEffort, approvalPolicy, sandboxPolicy } = options.config;
    this.#options = options;
    this.#screen = options.screen;
    this.#session = session;
    this.#settings = { model, effort: modelReasoningEffort, approvalPolicy, sandboxPolicy };
  }

  get session(): ChatSession {
    return this.#session;
  }

  /** A typed line: a message, or a command. */
  async take(text: string): Promise<void> {
    const { style } = this.#screen;
    const [, name, argument = ""] = /^\/(\w[\w-]*)(?:\s+(.*))?$/s.exec(text) ?? [];
    if (name === undefined) return this.send(text);
    this.#screen.print(["", `${style.cyan("›")} ${style.bold(terminalText(text))}`]);
    const command = findSlashCommand(name);
    if (command === undefined) {
      this.#screen.print([style.dim(`  there is no /${terminalLine(name)}; /help lists the commands`)]);
      return;
    }
    await command.run(this, argument.trim());
  }

  send(text: string, images: readonly string[] = []): void {
    const { style } = this.#screen;
    const [first = "", ...rest] = terminalText(text).split("\n");
    this.#screen.print(["", `${style.cyan("›")} ${style.bold(first)}`, ...rest.map((line) => `  ${style.bold(line)}`)]);
    this.#session.send(text, images);
  }

  chooseModel(argument: string): void {
    const [model, effortName] = argument.split(/\s+/).filter((word) => word !== "");
    const effort = reasoningEfforts.find((name) => name === effortName);
    if (model === undefined || (effortName !== undefined && effort === undefined)) {
      return this.#tell([
        `model ${this.#settings.model}, reasoning effort ${this.#settings.effort}`,
        `to change it: /model NAME [${reasoningEfforts.join("|")}]`,
      ]);
    }
    this.#settings = { ...this.#settings, model, effort: effort ?? this.#settings.effort };
    this.#session.override({ model, effort: this.#settings.effort });
    this.#tell([`from the next turn on: ${model}, reasoning effort ${this.#settings.effort}`]);
  }

  chooseApprovals(argument: string): void {
    const preset = approvalPresets.find(({ name }) => name === argument);
    if (preset === undefined) {
      const { approvalPolicy, sandboxPolicy } = this.#settings;
      return this.#tell([
        `approval ${approvalPolicy}, sandbox ${sandboxPolicy.mode}`,
        ...approvalPresets.map(({ name, summary }) => `/approvals ${name.padEnd(11)} ${summary}`),
      ]);
    }
    const { approvalPolicy, sandboxPolicy } = preset;
    this.#settings = { ...this.#settings, approvalPolicy, sandboxPolicy };
    this.#session.override({ approval_policy: approvalPolicy, sandbox_policy: sandboxPolicy });
    this.#tell([`from the next turn on: ${preset.name} — ${preset.summary}`]);
  }

  async startNew(): Promise<void> {
    const before = this.#session;
    this.#session = await openSession(this.#options, undefined);
    const { model, effort, approvalPolicy, sandboxPolicy } = this.#settings;
    this.#session.override({ model, effort, approval_policy: approvalPolicy, sandbox_policy: sandboxPolicy });
    await before[Symbol.asyncDispose]();
    this.#tell(["a new conversation; the one before can be resumed", `codex resume ${before.id}`]);
  }

  compact(): void {
    this.#session.compact();
  }

  mention(): void {
    this.#screen.line.insert("@");
  }

  listTools(): void {
    this.#session.listTools();
  }

  async showDiff(): Promise<void> {
    const { io, config } = this.#options;
    const { gitWorkingTreeDiff } = await import("@codex/core");
    const diff = await gitWorkingTreeDiff({ cwd: config.cwd, env: io.env, signal: io.signal });
    if (diff === undefined) return this.#tell([`${config.cwd} is not in a Git repository`]);
    this.#screen.print(
      diff === "" ? [this.#screen.style.dim("  no changes")] : [colouredDiff(diff, this.#screen.style)],
    );
  }

  async showStatus(): Promise<void> {
    const { config, engine } = this.#options;
    const { model, effort, approvalPolicy, sandboxPolicy } = this.#settings;
    const now = { ...config, model, modelReasoningEffort: effort, approvalPolicy, sandboxPolicy };
    const login = await engine.auth.current().catch(() => undefined);
    this.#tell(
      table([
        ...configSummary(now),
        ["login", login === undefined ? "none" : login.mode === "chatgpt" ? "ChatGPT" : "API key"],
        ["session", this.#session.id],
        ["tokens", this.#session.usage ?? "none yet"],
      ]),
    );
  }

  async logout(): Promise<void> {
    const removed = await this.#options.engine.auth.logout();
    this.#tell([removed ? "logged out" : "there was no login"]);
    this.quit();
  }

  showHelp(): void {
    this.#tell([
      ...table(slashCommands.map(({ name, summary }) => [`/${name}`, summary])),
      "",
      "Tab completes /commands and @files. Ctrl-J begins a new line. Ctrl-C interrupts, then quits.",
      "What you type during a turn joins it.",
    ]);
  }

  quit(): void {
    this.#options.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }

  #tell(lines: readonly string[]): void {
    this.#screen.print(lines.map((line) => this.#screen.style.dim(`  ${terminalLine(line)}`.trimEnd())));
  }
}

function openSession({ engine, config, screen }: ChatOptions, resumePath: string | undefined): Promise<ChatSession> {
  return ChatSession.open({
    manager: engine.manager,
    config,
    screen,
    resumePath,
  });
}

function table(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
