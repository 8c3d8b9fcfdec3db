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
  /** Aborted by SIGTERM and the like: the chat ends in good order. */
  readonly signal: AbortSignal;
  /** Line by line, nothing drawn twice. */
  readonly plain: boolean;
  /** The first message. */
  readonly prompt: string | undefined;
  /** Absolute paths of images that go with it. */
  readonly images: readonly string[];
  /** Reads the configuration and makes the engine; the terminal is drawn before. */
  readonly load: (onWarning: (message: string) => void) => Promise<Loaded & AsyncDisposable>;
  /** Finds the saved session to go on with; `choose` lets the user choose one. Without it a new one begins. */
  readonly findSession?: ((loaded: Loaded, choose: ChooseSession) => Promise<FoundSession>) | undefined;
}

/** Lets the user choose a session; with `all` one of any folder. */
type ChooseSession = (options?: { readonly all?: boolean }) => Promise<FoundSession>;

/** The chat on a terminal, until the user leaves; gives the exit status. */
export async function runTui(options: TuiOptions): Promise<number> {
  await using chat = new Chat(options);
  // Without await what the chat holds would be given back at once.
  return await chat.run();
}

/** Everything of a running chat that has to be given back. */
class Chat implements AsyncDisposable {
  readonly #options: TuiOptions;
  readonly #appearance: Appearance;
  readonly #app: App;
  readonly #terminal: ChatTerminal;
  readonly #left = Promise.withResolvers<void>();
  /** The user does not want to wait for what ends, either. */
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

  /** Whatever happens, nothing of the live region stays on the terminal. */
  async run(): Promise<number> {
    try {
      this.#terminal.begin();
      await this.#chat();
      await Promise.race([this.#app.end(), this.#leftAgain.promise]);
      return this.#options.signal.aborted ? 143 : 0;
    } finally {
      this.#terminal.end(this.#goodbye());
      await this.#terminal.answered();
    }
  }

  /** Until the user leaves. */
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

  /** Trust, login, which session: each is asked when it is open. */
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
    app.print(onboarding.greeting(app));
    await app.open({ resumeId: found?.id });
    if (found?.cwd !== undefined) (await import("./app/sessions.js")).tellOfFolder(app, found);
    return "begun";
  }

  /** What it took, and how to go on. */
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
