import type { TuiOptions } from "../run-tui.js";
import { fromKit } from "../text/safe.js";
import type { Appearance } from "../view/appearance.js";
import type { App } from "./app.js";
import type { ChatTerminal } from "./chat-terminal.js";
import { notification } from "./notifier.js";
import type { TuiHost } from "./tui-host.js";

const MAX_FILES = 50;
/** The version that every xterm.js reports. */
const XTERM_JS = 276;

export interface HostOptions {
  readonly options: TuiOptions;
  readonly appearance: Appearance;
  /** Both are created after the host. */
  readonly app: () => App;
  readonly terminal: () => ChatTerminal;
  readonly leave: () => void;
  /** Aborted when the chat ends. */
  readonly ended: AbortSignal;
}

/** The chat's access to the outside. Modules that load slowly are loaded when first needed. */
export function createHost({ options, appearance, app, terminal, leave, ended }: HostOptions): TuiHost {
  const { terminal: port, env, platform, cwd, signal } = options;
  const look = () => {
    app().look = appearance.look;
    terminal().changed();
  };
  return {
    cwd,
    env,
    signal,
    size: port.size,
    changed: () => terminal().changed(),
    keyDone: () => terminal().keyDone(),
    isPlain: () => terminal().isPlain,
    makePlain: () => {
      terminal().makePlain();
      appearance.makePlain();
      app().look = appearance.look;
    },
    redraw: () => terminal().redraw(),
    suspend: () => terminal().suspend(),
    leave,
    replied: (reply) => {
      if (reply.type === "kind" && reply.numbers[1] === XTERM_JS) terminal().reflow = "xterm.js";
      if (reply.type !== "background") return;
      appearance.setBackground(reply);
      look();
    },
    notify: (message, method) => port.write(notification(message, method, env)),
    placeIn: (config) => {
      appearance.placeIn(config);
      look();
    },
    theme: () => appearance.theme,
    setTheme: (theme) => {
      appearance.setTheme(theme);
      look();
    },
    searchFiles: async (pattern, searchSignal) => {
      const { searchFiles } = await import("@codex/file-search");
      const { matches } = await searchFiles(pattern, app().cwd, { limit: MAX_FILES, env, signal: searchSignal });
      return matches.map(({ path }) => path);
    },
    searchFolders: async (letters) => (await import("./search-folders.js")).searchFolders(letters, app().cwd, env),
    showTranscript: () => terminal().read("conversation", () => app().printer.transcript()),
    showText: (title, lines) => terminal().read(title, () => fromKit(lines())),
    editDraft: async (text) => {
      const { editText } = await import("./other-programs.js");
      return terminal().lend(() => editText(text, { codexHome: app().loaded.config.codexHome, env }));
    },
    clipboardImage: async () => {
      const { clipboardImage } = await import("./other-programs.js");
      return clipboardImage({ codexHome: app().loaded.config.codexHome, env, platform });
    },
    copy: async (text) => {
      const { copyWithProgram } = await import("./other-programs.js");
      if (await copyWithProgram(text, env, platform)) return "copied";
      port.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
      return "copied, if the terminal lets programs do that (OSC 52)";
    },
    killGroup: port.killGroup,
    runUserCommand: async (command) => {
      const { runUserCommand } = await import("./user-command.js");
      await runUserCommand(app(), command, ended);
    },
  };
}
