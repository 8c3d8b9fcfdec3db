import { App, type Loaded } from "./app/app.js";
import type { Face } from "./app/face.js";
import { notification } from "./app/notifier.js";
import { Screen } from "./app/screen.js";
import type { FoundSession } from "./app/sessions.js";
import type { TuiHost } from "./app/tui-host.js";
import { Pager } from "./overlay/pager.js";
import { LineInput } from "./plain/line-input.js";
import { PlainScreen } from "./plain/plain-screen.js";
import { guessReflow } from "./terminal/guess-reflow.js";
import type { Reply } from "./terminal/replies.js";
import { type TerminalPort, TerminalSession } from "./terminal/terminal-session.js";
import { fromKit, type Safe, safe, safeLine } from "./text/safe.js";
import { colourDepth, createPaint, type PaintOptions, type ThemeName } from "./text/theme.js";
import type { Look } from "./view/look.js";
import { isUnicodeLocale, marksFor } from "./view/marks.js";

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
  /** The configuration anew, after the folder was trusted. */
  readonly trustFolder: () => Promise<Loaded["config"]>;
  /** `codex login`, with the terminal to itself. */
  readonly logIn: (loaded: Loaded) => Promise<void>;
  /** Finds the saved session to go on with; `choose` lets the user choose one. Without it a new one begins. */
  readonly findSession?:
    | ((config: Loaded["config"], choose: () => Promise<FoundSession>) => Promise<FoundSession>)
    | undefined;
}

/** The chat on a terminal, until the user leaves; gives the exit status. */
export async function runTui(options: TuiOptions): Promise<number> {
  await using chat = new Chat(options);
  // Without await what the chat holds would be given back at once.
  return await chat.run();
}

/** Everything of a running chat that has to be given back. */
class Chat implements AsyncDisposable {
  readonly #options: TuiOptions;
  readonly #app: App;
  #screen: Face;
  #input: TerminalInputs;
  #isPlain = false;
  readonly #left = Promise.withResolvers<void>();
  readonly #stopCommands = new AbortController();
  #theme: PaintOptions;
  #pager: Pager | undefined;
  #loaded: (Loaded & AsyncDisposable) | undefined;

  constructor(options: TuiOptions) {
    const { terminal, env, platform, cwd, signal } = options;
    this.#options = options;
    this.#theme = { depth: colourDepth(env), theme: "auto", background: undefined, attributes: true };
    const unicode = isUnicodeLocale(env, platform);
    const look: Look = {
      paint: createPaint(this.#theme),
      marks: marksFor(unicode),
      unicode,
      cwd,
      columns: () => Math.max(4, terminal.size().columns),
      fileAddress: () => undefined,
      hideReasoning: false,
    };
    this.#app = new App(this.#host(), look);
    if (options.plain) [this.#screen, this.#input] = this.#plain();
    else [this.#screen, this.#input] = this.#drawn();
    signal.addEventListener("abort", () => this.#left.resolve(), { once: true });
  }

  /** The usual face: a live region, keys as they are pressed. */
  #drawn(): [Face, TerminalInputs] {
    const { terminal, env } = this.#options;
    const screen = new Screen({
      write: terminal.write,
      size: terminal.size,
      reflow: guessReflow(env),
      frame: () => this.#app.frame(),
    });
    const session = new TerminalSession({
      terminal,
      onInput: (input) => {
        if (this.#pager === undefined) return this.#app.input(input);
        if (input.type === "key" && !this.#pager.take(input.key)) return this.#closePager();
        this.#drawPager();
      },
      onResize: () => (this.#pager === undefined ? this.#screen.resized() : this.#drawPager()),
      onReturn: () => (this.#pager === undefined ? this.#screen.show() : this.#openAlternate()),
    });
    return [screen, session];
  }

  /** The plain face: lines out, lines in, words and ASCII marks only. */
  #plain(): [Face, TerminalInputs] {
    const { terminal } = this.#options;
    this.#isPlain = true;
    this.#theme = { ...this.#theme, depth: 0, attributes: false };
    this.#app.look = { ...this.#app.look, paint: createPaint(this.#theme), marks: marksFor(false), unicode: false };
    const screen = new PlainScreen({
      write: terminal.write,
      frame: () => this.#app.frame(),
      asked: () => this.#app.asked(),
    });
    const onLine = (line: string) => this.#app.takeLine(line);
    return [screen, new LineInput(terminal.input, onLine, () => this.#left.resolve())];
  }

  async run(): Promise<number> {
    const { signal, prompt, images, load } = this.#options;
    this.#screen.draw();
    const stopped = this.#left.promise.then(() => undefined);
    this.#loaded = await Promise.race([load((message) => this.#app.warn(message)), stopped]);
    if (this.#loaded === undefined) return this.#end(0);
    this.#configure(this.#loaded);
    if (this.#input instanceof TerminalSession) this.#input.query();
    const begun = await Promise.race([this.#begin(), stopped.then(() => "left" as const)]);
    if (begun === "left") return this.#end(0);
    if (begun !== "begun") {
      this.#end(1);
      throw new Error(begun.message);
    }
    if (prompt !== undefined) this.#app.send({ text: prompt, images });
    await this.#left.promise;
    return this.#end(signal.aborted ? 143 : 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopCommands.abort();
    this.#screen[Symbol.dispose]();
    this.#input[Symbol.dispose]();
    await this.#app[Symbol.asyncDispose]();
    await this.#loaded?.[Symbol.asyncDispose]();
  }

  #configure(loaded: Loaded): void {
    const { config } = loaded;
    this.#app.look = {
      ...this.#app.look,
      cwd: config.cwd,
      hideReasoning: config.hideAgentReasoning,
      fileAddress: fileAddresses(config),
    };
    if (config.tui.plain && !this.#isPlain) {
      this.#screen.end([]);
      this.#screen[Symbol.dispose]();
      this.#input[Symbol.dispose]();
      [this.#screen, this.#input] = this.#plain();
    }
    this.#setTheme(config.tui.theme);
    this.#app.configure(loaded);
    for (const warning of config.warnings) this.#app.warn(warning);
  }

  /** Trust, login, which session: each is asked when it is open. */
  async #begin(): Promise<"begun" | "left" | { readonly message: string }> {
    const app = this.#app;
    const onboarding = await import("./app/onboarding.js");
    if (app.loaded.config.trustLevel === undefined) {
      const answer = await onboarding.askTrust(app);
      if (answer === "quit") return "left";
      if (answer === "trusted") this.#configure({ ...app.loaded, config: await this.#options.trustFolder() });
    }
    await onboarding.askLogin(app, async () => {
      this.#screen.hide();
      this.#input.release();
      try {
        await this.#options.logIn(app.loaded);
      } finally {
        this.#input.take();
      }
    });
    const { recentHistory } = await import("@codex/core");
    app.useHistory(await recentHistory(app.loaded.config.codexHome, MAX_HISTORY));
    const found = await this.#options.findSession?.(app.loaded.config, async () => {
      const { chooseSession } = await import("./app/sessions.js");
      return chooseSession(app);
    });
    if (found?.type === "none") return found;
    app.print(onboarding.greeting(app));
    await app.open({ resumePath: found?.path });
    return "begun";
  }

  /** Nothing of the live region stays; how to go on is told. */
  #end(status: number): number {
    const { paint } = this.#app.look;
    if (this.#pager !== undefined) this.#closePager();
    const lines: Safe[] = [];
    if (this.#app.sentAnything && this.#app.hasThread) {
      const total = this.#app.printer.usage?.total;
      if (total !== undefined)
        lines.push(paint.dim(safe`tokens: ${total.totalTokens} (${total.inputTokens} in, ${total.outputTokens} out)`));
      if (this.#app.thread.isSaved)
        lines.push(paint.dim(safe`to go on: codex resume ${safeLine(this.#app.thread.id)}`));
    }
    this.#screen.end(lines);
    return status;
  }

  #host(): TuiHost {
    const { terminal, env, platform, cwd, signal } = this.#options;
    return {
      cwd,
      env,
      signal,
      size: terminal.size,
      changed: () => (this.#pager === undefined ? this.#screen.changed() : undefined),
      keyDone: () => this.#screen.keyDone(),
      redraw: () => this.#screen.startAnew(),
      suspend: () => {
        if (!(this.#input instanceof TerminalSession)) return;
        this.#screen.hide();
        this.#input.suspend();
      },
      leave: () => this.#left.resolve(),
      replied: (reply) => this.#replied(reply),
      notify: (message, method) => terminal.write(notification(message, { enabled: true, method }, env)),
      setTheme: (theme) => this.#setTheme(theme),
      searchFiles: async (pattern, searchSignal) => {
        const { searchFiles } = await import("@codex/file-search");
        const folder = this.#loaded?.config.cwd ?? cwd;
        const { matches } = await searchFiles(pattern, folder, { limit: MAX_FILES, env, signal: searchSignal });
        return matches.map(({ path }) => path);
      },
      showTranscript: () => this.#openPager("conversation", () => this.#app.printer.transcript()),
      showText: (title, lines) => this.#openPager(title, () => fromKit(lines())),
      editDraft: async (text) => {
        const { editText } = await import("./app/other-programs.js");
        this.#screen.hide();
        this.#input.release();
        try {
          return await editText(text, env);
        } finally {
          this.#input.take();
        }
      },
      clipboardImage: async () => (await import("./app/other-programs.js")).clipboardImage(env, platform),
      copy: async (text) => {
        const { copyWithProgram } = await import("./app/other-programs.js");
        if (await copyWithProgram(text, env, platform)) return "copied";
        terminal.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
        return "copied, if the terminal lets programs do that (OSC 52)";
      },
      killGroup: terminal.killGroup,
      runOwnCommand: async (command) => {
        const { showOwnCommand } = await import("./app/own-command.js");
        await showOwnCommand(this.#app, command, this.#stopCommands.signal);
      },
    };
  }

  #replied(reply: Reply): void {
    if (reply.type === "kind" && reply.numbers[1] === XTERM_JS) this.#screen.reflow = "xterm.js";
    if (reply.type !== "background") return;
    const light = 0.3 * reply.red + 0.59 * reply.green + 0.11 * reply.blue > 0.5;
    this.#theme = { ...this.#theme, background: light ? "light" : "dark" };
    this.#setTheme(this.#theme.theme);
  }

  #setTheme(theme: ThemeName): void {
    this.#theme = { ...this.#theme, theme };
    this.#app.look = { ...this.#app.look, paint: createPaint(this.#theme) };
    this.#screen.changed();
  }

  #openPager(title: string, lines: () => readonly Safe[]): void {
    if (this.#isPlain) return this.#app.print(lines());
    this.#pager = new Pager({ title, look: this.#app.look, size: this.#options.terminal.size, lines });
    this.#screen.hide();
    this.#openAlternate();
  }

  #openAlternate(): void {
    this.#options.terminal.write("\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J");
    this.#drawPager();
  }

  #drawPager(): void {
    if (this.#pager !== undefined) this.#options.terminal.write(`\u001b[?2026h${this.#pager.draw()}\u001b[?2026l`);
  }

  #closePager(): void {
    this.#pager = undefined;
    this.#options.terminal.write("\u001b[?25h\u001b[?1049l");
    this.#screen.show();
  }
}

/** Where what the user types comes from; given away while another program has the terminal. */
type TerminalInputs = Pick<TerminalSession, "take" | "release"> & Disposable;

const MAX_HISTORY = 500;
const MAX_FILES = 50;
/** The version that xterm.js says it has, in every version of it. */
const XTERM_JS = 276;

/** Addresses that open files in the user's editor. */
function fileAddresses({ cwd, fileOpener }: Loaded["config"]): Look["fileAddress"] {
  if (fileOpener === "none") return () => undefined;
  return (name, line) => {
    const absolute = name.startsWith("/") ? name : `${cwd}/${name}`;
    const encoded = absolute.toWellFormed().split("/").map(encodeURIComponent).join("/");
    return `${fileOpener}://file${encoded}${line === undefined ? "" : `:${line}`}`;
  };
}
