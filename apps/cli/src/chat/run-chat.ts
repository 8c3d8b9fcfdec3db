import { type Config, recentHistory, setProjectTrusted } from "@codex/core";
import { configSummary, createFileLinks, createStyle, terminalLine, terminalText } from "@codex/terminal";
import type { ChatScreen } from "@codex/tui";
import { Chat, inputCompleter, PromptLine } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import { createEngine, type Engine } from "../commands/engine.js";
import type { FoundSession } from "../commands/find-session.js";
import { prepareOss } from "../commands/prepare-oss.js";
import { configFromInvocation, imagesOf } from "../commands/session-config.js";
import type { Io } from "../io.js";
import { isColoured } from "../is-coloured.js";

export interface ChatTask {
  /** The first message. */
  readonly prompt: string | undefined;
  /** Goes on with a saved session; it may ask which. */
  readonly findSession?: (config: Config, screen: ChatScreen) => Promise<FoundSession>;
}

const HISTORY_ENTRIES = 200;
const NEED_TERMINAL = "the chat needs a terminal. For a single prompt use 'codex exec PROMPT'.";

/** Chats on the terminal until the user leaves; gives the exit status. */
export async function runChat(invocation: Invocation, io: Io, task: ChatTask): Promise<number> {
  if (!io.stdin.isTTY || !io.stdout.isTTY) {
    io.stderr.write(`error: ${NEED_TERMINAL}\n`);
    return 1;
  }
  const loadConfig = () => configFromInvocation(invocation, io, { includePlanTool: true });
  let config = await loadConfig();
  if (invocation.has("oss")) await prepareOss(config, io);
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const leave = () => resolve();
  io.signal.addEventListener("abort", leave, { once: true });
  const early: string[] = [];
  const keyboard: Keyboard = { take: (text) => void early.push(text), interrupt: leave };
  using screen = await openScreen({ invocation, io, config, keyboard, leave });
  if (await trustsFolder(config, screen, io.signal)) config = await loadConfig();
  const session = await task.findSession?.(config, screen);
  if (session?.type === "none") {
    screen.line[Symbol.dispose]();
    io.stderr.write(`error: ${terminalText(session.message)}\n`);
    return 1;
  }
  await using engine = await createEngine(config, io);
  await using chat = await Chat.open({ engine, config, screen, io, resumePath: session?.path, leave });
  screen.print([...opening(config, screen), ...(await loginHint(config, engine, screen))]);
  connect(keyboard, { chat, screen, leave });
  if (task.prompt !== undefined) chat.send(task.prompt, imagesOf(invocation, io));
  for (const text of early) keyboard.take(text);
  await left;
  screen.line[Symbol.dispose]();
  const { usage, id, isSaved } = chat.session;
  if (usage !== undefined) io.stdout.write(`${screen.style.dim(`tokens: ${usage}`)}\n`);
  if (usage !== undefined && isSaved) io.stdout.write(`${screen.style.dim(`to go on: codex resume ${id}`)}\n`);
  return 0;
}

/** Where keys go: messages wait until the conversation has begun. */
interface Keyboard {
  take: (text: string) => void;
  interrupt: (event: { readonly typed: boolean }) => void;
}

interface OpenScreenOptions {
  readonly invocation: Invocation;
  readonly io: Io;
  readonly config: Config;
  readonly keyboard: Keyboard;
  readonly leave: () => void;
}

async function openScreen(options: OpenScreenOptions): Promise<ChatScreen & Disposable> {
  const { invocation, io, config, keyboard, leave } = options;
  const style = createStyle(isColoured(invocation, { ...io, stderr: io.stdout }));
  const line = new PromptLine({
    io,
    style,
    history: await recentHistory(config.codexHome, HISTORY_ENTRIES),
    complete: inputCompleter(config.cwd, io),
    onLine: (text) => keyboard.take(text),
    onInterrupt: (event) => keyboard.interrupt(event),
    onEnd: leave,
  });
  return {
    config,
    style,
    links: createFileLinks(config, style),
    line,
    print: (lines) => {
      if (lines.length > 0) line.print(`${lines.join("\n")}\n`);
    },
    [Symbol.dispose]: () => line[Symbol.dispose](),
  };
}

/** Asks once per folder; true when the answer changed the configuration. */
async function trustsFolder(config: Config, screen: ChatScreen, signal: AbortSignal): Promise<boolean> {
  if (config.trustLevel !== undefined) return false;
  screen.print([
    screen.style.bold("Do you trust the files of this folder?"),
    `  ${terminalLine(config.cwd)}`,
    screen.style.dim("  Codex reads them, and what they say may steer it. A trusted folder may also"),
    screen.style.dim("  have a .env file for it."),
  ]);
  const answer = await screen.line.ask("trust it? y yes, n not now", signal);
  if (!/^y(es)?$/i.test(answer ?? "")) return false;
  await setProjectTrusted(config.codexHome, config.cwd);
  return true;
}

function opening(config: Config, { style }: ChatScreen): string[] {
  const shown = configSummary(config).filter(([name]) => name !== "provider" && name !== "reasoning summaries");
  return [
    `${style.bold("codex")} ${style.dim("— type a message, /help for commands, Ctrl-D to quit")}`,
    ...shown.map(([name, value]) => style.dim(`  ${`${name}:`.padEnd(18)} ${terminalLine(value)}`)),
    ...config.warnings.map((warning) => `${style.yellow("warning:")} ${terminalText(warning)}`),
  ];
}

/** Better now than after the first message. */
async function loginHint({ modelProvider }: Config, { auth }: Engine, { style }: ChatScreen): Promise<string[]> {
  if (!modelProvider.requires_openai_auth || (await auth.current().catch(() => undefined)) !== undefined) return [];
  return [style.yellow("You are not logged in: quit with Ctrl-D and run 'codex login'.")];
}

interface Parties {
  readonly chat: Chat;
  readonly screen: ChatScreen;
  readonly leave: () => void;
}

/** From now on keys reach the chat. */
function connect(keyboard: Keyboard, { chat, screen, leave }: Parties): void {
  let leaving = false;
  keyboard.take = (text) => {
    leaving = false;
    chat.take(text).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      screen.print([`${screen.style.red("error:")} ${terminalText(message)}`]);
    });
  };
  keyboard.interrupt = ({ typed }) => {
    if (chat.session.isBusy) return chat.session.interrupt();
    if (typed) return;
    if (leaving) return leave();
    leaving = true;
    screen.print([screen.style.dim("Ctrl-C again quits")]);
  };
}
