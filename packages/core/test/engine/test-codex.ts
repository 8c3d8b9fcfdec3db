import { homedir, platform } from "node:os";
import type { EventMsg, InputItem } from "@codex/protocol";
import { type Conversation, openConversation } from "../../../conversation-wire/src/index.js";
import { AuthManager } from "../../../login/src/index.js";
import type { Config, ConfigOverrides, Environment, RolloutJournal } from "../../src/index.js";
import {
  createUserAgent,
  fileThreadStore,
  findCodexHome,
  loadConfig,
  ThreadManager,
  type ThreadManagerOptions,
  WIRE_VERSION,
} from "../../src/index.js";
import { askBy, type OnApproval } from "./answer-approvals.js";
import { runTurn } from "./run-turn.js";

export interface TestCodexOptions extends Pick<ThreadManagerOptions, "createModelClient" | "tools"> {
  /** Absolute path of the folder to work in. */
  readonly cwd: string;
  /** Keys, proxies and what commands inherit, usually `process.env`. Default: empty; nothing is read behind your back. */
  readonly env?: Environment | undefined;
  /** The folder that holds config.toml, the login and saved sessions. Default: `CODEX_HOME` of `env`, else `~/.codex`. */
  readonly codexHome?: string | undefined;
  /** Values that override config.toml, by dotted key, for example `{ "model_reasoning_effort": "high" }`. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Settings that win over everything else. */
  readonly overrides?: ConfigOverrides | undefined;
  /** What an administrator requires. Default: that of the machine. */
  readonly requirementsFile?: string | undefined;
  /** Answers the questions of turns. Without it every question is answered with "denied". */
  readonly onApproval?: OnApproval | undefined;
}

export interface StartOptions {
  /** Settings of this conversation alone. */
  readonly overrides?: ConfigOverrides | undefined;
  /** Saves nothing. Default: false. */
  readonly ephemeral?: boolean | undefined;
  /** Gets every line of the rollout before the file does. */
  readonly journal?: RolloutJournal | undefined;
  /** Makes the rollout file with the first turn, not before. */
  readonly isKeptWithFirstTurn?: boolean | undefined;
}

/** The engine inside your program. Instances share nothing: two of them in one process do not meet. */
export interface TestCodex extends AsyncDisposable {
  /** Starts a conversation. Throws `CodexError` `config-invalid`. */
  newConversation(options?: StartOptions): Promise<TestConversation>;
  /** Goes on with a saved conversation. Throws `CodexError` `conversation-not-found` or `rollout-invalid`. */
  resumeConversation(id: string, options?: Pick<StartOptions, "overrides">): Promise<TestConversation>;
}

/** A conversation of an embedded engine. */
export interface TestConversation extends AsyncDisposable {
  /** UUID; names the saved session. */
  readonly id: string;
  /**
   * Runs one turn and iterates its events, `task_complete` or `turn_aborted` last. Leaving the loop or aborting the signal
   * interrupts the turn and ends every command it started. An error of the turn is an event, not an exception.
   */
  run(
    input: string | readonly InputItem[],
    options?: { readonly signal?: AbortSignal },
  ): AsyncGenerator<EventMsg, void>;
  /** The conversation itself: ops in, events out. */
  readonly conversation: Conversation;
}

/** Makes an engine. Dispose of it to end everything that it started. */
export async function createTestCodex(options: TestCodexOptions): Promise<TestCodex> {
  const env = options.env ?? {};
  const codexHome = options.codexHome ?? (await findCodexHome(env, homedir));
  const configFor = (overrides: ConfigOverrides = {}): Promise<Config> =>
    loadConfig({
      codexHome,
      cwd: options.cwd,
      env,
      cliOverrides: Object.entries(options.config ?? {}),
      requirementsFile: options.requirementsFile,
      overrides: { ...options.overrides, ...overrides },
    });
  const { preferredAuthMethod, responsesOriginator } = await configFor();
  const auth = await AuthManager.load({ codexHome, env, preferredAuthMethod });
  const manager = new ThreadManager({
    env,
    platform: platform(),
    version: WIRE_VERSION,
    userAgent: createUserAgent(responsesOriginator, env),
    auth: auth.modelAuth(),
    createModelClient: options.createModelClient,
    tools: options.tools,
  });
  const ask = askBy(options.onApproval);
  const wrap = (conversation: Conversation): TestConversation => {
    return {
      id: conversation.id,
      conversation,
      run: (input, { signal } = {}) => runTurn(conversation, input, { signal, ask }),
      [Symbol.asyncDispose]: () => manager.removeThread(conversation.id),
    };
  };
  return {
    async newConversation({ overrides, ...options } = {}) {
      return wrap(await openConversation(manager, await configFor(overrides), options));
    },
    async resumeConversation(id, { overrides } = {}) {
      const { path: resumePath } = await fileThreadStore(codexHome).find(id);
      return wrap(await openConversation(manager, await configFor(overrides), { resumePath }));
    },
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}
