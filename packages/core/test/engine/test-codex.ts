import { homedir, platform } from "node:os";
import type { EventMsg, InputItem } from "@codex/protocol";
import { type Conversation, openConversation } from "../../../conversation-wire/src/index.js";
import { AuthManager } from "../../../login/src/index.js";
import type { Config, ConfigOverrides, Environment, LoadedRollout, RolloutJournal } from "../../src/index.js";
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
  /** The working directory, as an absolute path. */
  readonly cwd: string;
  /** Keys, proxies and the environment of commands, usually `process.env`. Default: empty; nothing else is read. */
  readonly env?: Environment | undefined;
  /** The folder of config.toml, the login and saved sessions. Default: `CODEX_HOME` of `env`, otherwise `~/.codex`. */
  readonly codexHome?: string | undefined;
  /** Values that override config.toml, by dotted key, for example `{ "model_reasoning_effort": "high" }`. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Settings that take precedence over everything else. */
  readonly overrides?: ConfigOverrides | undefined;
  /** The administrator's requirements. Default: the machine's. */
  readonly requirementsFile?: string | undefined;
  /** Answers the questions of turns. Without it every question is answered with "denied". */
  readonly onApproval?: OnApproval | undefined;
}

export interface StartOptions {
  /** Settings of this conversation only. */
  readonly overrides?: ConfigOverrides | undefined;
  /** Saves nothing. Default: false. */
  readonly ephemeral?: boolean | undefined;
  /** Receives every line of the rollout before the file does. */
  readonly journal?: RolloutJournal | undefined;
  /** Creates the rollout file only with the first turn. */
  readonly isKeptWithFirstTurn?: boolean | undefined;
}

export interface ResumeOptions extends Pick<StartOptions, "overrides"> {
  /** What was read of it. Default: it is read. */
  readonly loadedRollout?: LoadedRollout | undefined;
}

/** An engine in this process. Instances share nothing and do not affect each other. */
export interface TestCodex extends AsyncDisposable {
  /** Starts a conversation. Throws `CodexError` `config-invalid`. */
  newConversation(options?: StartOptions): Promise<TestConversation>;
  /** Continues a saved conversation. Throws `CodexError` `conversation-not-found` or `rollout-invalid`. */
  resumeConversation(id: string, options?: ResumeOptions): Promise<TestConversation>;
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

/** Creates an engine. Disposing it ends everything that it started. */
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
    async resumeConversation(id, { overrides, loadedRollout } = {}) {
      const { path: resumePath } = await fileThreadStore(codexHome).find(id);
      return wrap(await openConversation(manager, await configFor(overrides), { resumePath, loadedRollout }));
    },
    async [Symbol.asyncDispose]() {
      await manager[Symbol.asyncDispose]();
      await auth[Symbol.asyncDispose]();
    },
  };
}
