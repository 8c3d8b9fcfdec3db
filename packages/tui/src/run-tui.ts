import { App, type Loaded } from "./app/app.js";
import { ChatTerminal } from "./app/chat-terminal.js";
import { createHost } from "./app/create-host.js";
import type { FoundSession } from "./app/sessions.js";
import type { TerminalPort } from "./terminal/terminal-session.js";
import { EMPTY, type Safe, safe, safeLine } from "./text/safe.js";
import { Appearance } from "./view/appearance.js";

export interface TuiOptions {
  readonly terminal: TerminalPort;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  /** Aborted by SIGTERM and similar signals; the chat then ends in an orderly way. */
  readonly signal: AbortSignal;
  /** Whether to show the chat line by line, without redrawing. */
  readonly plain: boolean;
  /** The first message. */
  readonly prompt: string | undefined;
  /** Absolute paths of images sent with it. */
  readonly images: readonly string[];
  /** Reads the configuration and creates the engine, after the terminal has been drawn. */
  readonly load: (onWarning: (message: string) => void) => Promise<Loaded & AsyncDisposable>;
  /** Finds the saved session to continue; `choose` lets the user choose one. Without it, a new session starts. */
  readonly findSession?: ((loaded: Loaded, choose: ChooseSession) => Promise<FoundSession>) | undefined;
}

/** Lets the user choose a session; with `all`, from all folders. */
type ChooseSession = (options?: { readonly all?: boolean }) => Promise<FoundSession>;

/** Runs the chat until the user quits; returns the exit status. */
export async function runTui(options: TuiOptions): Promise<number> {
  await using chat = new Chat(options);
  // Without await, the chat's resources would be released at once.
  return await chat.run();
}

/** A running chat and its resources. */
class Chat implements AsyncDisposable {
  readonly #options: TuiOptions;
  readonly #appearance: Appearance;
  readonly #app: App;
  readonly #terminal: ChatTerminal;
  readonly #left = Promise.withResolvers<void>();
  /** Resolves when the user quits again, to stop waiting for the end. */
  readonly #leftAgain = Promise.withResolvers<void>();
  readonly #ended = new AbortController();
  #loaded: (Loaded & AsyncDisposable) | undefined;

  constructor(options: TuiOptions) {
    const { terminal, env, platform, cwd, signal, plain } = options;
    this.#options = options;
    const leave = () => (this.#app.isEnding ? this.#leftAgain : this.#left).resolve();
    this.#appearance = new Appearance({ env, platform, cwd, columns: () => Math.max(4, terminal.size().columns) });
    const host = createHost({
      options,
      appearance: this.#appearance,
      app: () => this.#app,
      terminal: () => this.#terminal,
      leave,
      ended: this.#ended.signal,
    });
    this.#app = new App(host, this.#appearance.look);
    this.#terminal = new ChatTerminal({ terminal, env, app: this.#app, isPlain: plain, onEnd: leave });
    if (plain) host.makePlain();
    signal.addEventListener("abort", leave, { once: true });
  }

  /** Whatever happens, removes the live region from the terminal. */
  async run(): Promise<number> {
    try {
      this.#terminal.begin();
      await this.#chat();
      await Promise.race([this.#app.end(), this.#leftAgain.promise]);
      return this.#options.signal.aborted ? 143 : 0;
    } finally {
      // The thread may not have ended.
      this.#app.printer.leave();
      this.#terminal.end(this.#goodbye());
      await this.#terminal.answered();
    }
  }

  /** Runs until the user quits. */
  async #chat(): Promise<void> {
    const { prompt, images, load } = this.#options;
    const stopped = this.#left.promise.then(() => undefined);
    this.#loaded = await Promise.race([load((message) => this.#app.warn(message)), stopped]);
    if (this.#loaded === undefined) return;
    this.#configure(this.#loaded);
    this.#terminal.query();
    const begun = await Promise.race([this.#begin(), stopped.then(() => "left" as const)]);
    if (begun === "left") return;
    if (begun !== "begun") throw new Error(begun.message);
    if (prompt !== undefined) this.#app.send({ text: prompt, images });
    await this.#left.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#terminal[Symbol.dispose]();
    await this.#app[Symbol.asyncDispose]();
    await this.#loaded?.[Symbol.asyncDispose]();
  }

  #configure(loaded: Loaded): void {
    const { config } = loaded;
    this.#appearance.configure(config);
    if (config.tui.plain) this.#app.host.makePlain();
    this.#app.look = this.#appearance.look;
    this.#app.configure(loaded);
    for (const warning of config.warnings) this.#app.warn(warning);
  }

  /** Asks in turn for trust, a login and the session to continue. */
  async #begin(): Promise<"begun" | "left" | { readonly message: string }> {
    const app = this.#app;
    const onboarding = await import("./app/onboarding.js");
    if (app.loaded.config.trustLevel === undefined) {
      const config = await onboarding.askTrust(app, app.loaded.config.cwd);
      if (config === undefined) return "left";
      this.#configure({ ...app.loaded, config });
    }
    await onboarding.askLogin(app, () => this.#terminal.lend(() => app.loaded.engine.account.logIn()));
    const { recentHistory } = await import("@codex/core");
    app.draft.addHistory(await recentHistory(app.loaded.config.codexHome, MAX_HISTORY));
    const found = await this.#options.findSession?.(app.loaded, async (options) => {
      const { chooseSession } = await import("./app/sessions.js");
      return chooseSession(app, options);
    });
    if (found?.type === "none") return found;
    const greet = () => app.print(onboarding.greeting(app));
    const { isRemote = false } = app.loaded;
    if (!isRemote) greet();
    await app.open({ resumeId: found?.id, startedBy: found?.isFork === true ? "fork" : undefined });
    if (isRemote) greet();
    if (found?.cwd !== undefined) await (await import("./app/sessions.js")).reportFolder(app, found);
    return "begun";
  }

  /** The lines after the chat: its token usage, and how to resume. */
  #goodbye(): Safe[] {
    const { printer, look, outbox, hasThread } = this.#app;
    if (!outbox.hasSent || !hasThread) return [];
    const { thread } = this.#app;
    const total = printer.usage?.total;
    const tokens =
      total === undefined
        ? []
        : [safe`tokens: ${total.totalTokens} (${total.inputTokens} in, ${total.outputTokens} out)`];
    const resume = thread.isSaved ? [safe`to continue: codex resume ${safeLine(thread.id)}`] : [];
    const lines = [...tokens, ...resume].map(look.paint.dim);
    return lines.length === 0 ? [] : [EMPTY, ...lines];
  }
}

const MAX_HISTORY = 500;
