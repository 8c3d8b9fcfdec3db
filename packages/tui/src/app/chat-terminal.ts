import { Overlay } from "../overlay/overlay.js";
import { LineInput } from "../plain/line-input.js";
import { PlainScreen } from "../plain/plain-screen.js";
import { Progress } from "../plain/progress.js";
import { guessTerminal } from "../terminal/guess-terminal.js";
import { nameOfKey } from "../terminal/key-codes.js";
import type { TerminalInput } from "../terminal/keys.js";
import type { Reflow } from "../terminal/reflow.js";
import { type TerminalPort, TerminalSession } from "../terminal/terminal-session.js";
import { type Safe, safeLine } from "../text/safe.js";
import type { App } from "./app.js";
import type { ChatDisplay } from "./chat-display.js";
import { Screen } from "./screen.js";
import { Title } from "./title.js";
import { takeInput, takeInterrupt, takeLine } from "./user-input.js";

export interface ChatTerminalOptions {
  readonly terminal: TerminalPort;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly app: App;
  /** Whether the chat is shown line by line, without redrawing. */
  readonly isPlain: boolean;
  /** The input has ended. */
  readonly onEnd: () => void;
}

/** The source of the user's input. Released while another program uses the terminal. */
type Inputs = Pick<TerminalSession, "take" | "release"> & Disposable;

/** The chat's terminal: a live region with keys, or plain lines; and an alternate screen for long texts. */
export class ChatTerminal implements Disposable {
  readonly #options: ChatTerminalOptions;
  readonly #overlay: Overlay;
  #display: ChatDisplay;
  #input: Inputs;
  #isPlain = false;
  readonly #stopWatching: () => void;

  constructor(options: ChatTerminalOptions) {
    this.#options = options;
    this.#overlay = new Overlay(options.terminal.write);
    [this.#display, this.#input] = options.isPlain ? this.#plain((line) => line) : this.#drawn();
    // Also on abrupt exits: a second signal, or a bug of ours.
    this.#stopWatching = options.terminal.onExit(() => this.#restoreTerminal());
  }

  get isPlain(): boolean {
    return this.#isPlain;
  }

  /** Switches to plain lines; a draft becomes the beginning of the first one. */
  makePlain(): void {
    if (this.#isPlain) return;
    const { app, terminal } = this.#options;
    const drawn = this.#display;
    const { text } = app.draft.message;
    app.draft.clear();
    drawn.end([]);
    this.#disposeFace();
    [this.#display, this.#input] = this.#plain((line) => drawn.restOf(line), text);
    terminal.write(safeLine(text));
  }

  begin(): void {
    this.#display.begin();
  }

  changed(): void {
    if (this.#overlay.isOpen) this.#overlay.changed();
    else this.#display.changed();
  }

  keyDone(): void {
    this.#display.keyDone();
  }

  redraw(): void {
    this.#display.restart();
  }

  /** Queries the terminal's features; the replies arrive as inputs. */
  query(): void {
    if (this.#input instanceof TerminalSession) this.#input.query();
  }

  /** Waits for the terminal's replies. */
  async answered(): Promise<void> {
    if (this.#input instanceof TerminalSession) await this.#input.answered();
  }

  set reflow(reflow: Reflow) {
    this.#display.reflow = reflow;
  }

  suspend(): void {
    if (!(this.#input instanceof TerminalSession)) return;
    if (this.#overlay.isOpen) this.#overlay.hide();
    else this.#display.hide();
    this.#input.suspend();
  }

  /** Lends the terminal to another program. */
  async lend<Result>(use: () => Promise<Result>): Promise<Result> {
    this.#display.hide();
    this.#input.release();
    try {
      return await use();
    } finally {
      this.#input.take();
    }
  }

  /** Shows a text on the alternate screen, with search. In plain mode, prints it. */
  read(title: string, lines: () => readonly Safe[]): void {
    const { app, terminal } = this.#options;
    if (this.#isPlain) return app.print(lines());
    this.#display.hide();
    const alert = () => (app.dialogs.isAsked ? "codex asks you something" : undefined);
    this.#overlay.open({ title, look: app.look, size: terminal.size, lines, alert });
  }

  /** Prints the remaining lines and removes everything else. */
  end(lines: readonly Safe[]): void {
    this.#closeOverlay();
    this.#display.end(lines);
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    this.#disposeFace();
  }

  #disposeFace(): void {
    this.#display[Symbol.dispose]();
    this.#input[Symbol.dispose]();
  }

  #restoreTerminal(): void {
    this.#overlay.close();
    this.#input.release();
  }

  #drawn(): [ChatDisplay, Inputs] {
    const { terminal, env, app } = this.#options;
    const { write, size } = terminal;
    const title = new Title(write);
    const screen = new Screen({
      write,
      size,
      ...guessTerminal(env),
      frame: () => {
        title.show(app);
        return app.frame();
      },
      askCursorRow: () => session.askCursorRow(),
    });
    const session = new TerminalSession({
      terminal,
      onInput: (input) => this.#take(input),
      onResize: () => (this.#overlay.isOpen ? this.#overlay.draw() : screen.resized()),
      onReturn: () => {
        title.forget();
        if (this.#overlay.isOpen) this.#overlay.show();
        else screen.show();
      },
    });
    return [screen, session];
  }

  #plain(restOfFirst: (line: Safe) => Safe, typed = ""): [ChatDisplay, Inputs] {
    const { terminal, app, onEnd } = this.#options;
    this.#isPlain = true;
    const asked = () => app.dialogs.asked(app.look);
    const progress = new Progress();
    const screen = new PlainScreen({
      write: terminal.write,
      frame: () => app.frame(),
      restOfFirst,
      asked,
      progress: () => {
        const { seconds } = app.clock;
        return app.dialogs.isOpen ? undefined : progress.take({ word: app.printer.activity, seconds });
      },
    });
    const onLine = (line: string) => takeLine(app, line);
    return [screen, new LineInput(terminal, { onLine, onInterrupt: () => takeInterrupt(app), onEnd }, typed)];
  }

  #take(input: TerminalInput): void {
    if (!this.#overlay.isOpen || (input.type !== "key" && input.type !== "paste")) takeInput(this.#options.app, input);
    else if (input.type === "paste") this.#overlay.paste(input.text);
    else if (this.#options.app.keys.keys.get(nameOfKey(input.key)) === "suspend") this.suspend();
    else if (!this.#overlay.take(input.key)) this.#display.show();
  }

  #closeOverlay(): void {
    if (!this.#overlay.isOpen) return;
    this.#overlay.close();
    this.#display.show();
  }
}
