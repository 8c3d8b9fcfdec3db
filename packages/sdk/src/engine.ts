import { homedir } from "node:os";
import {
  type Ask,
  type CliOverride,
  type Config,
  createUserAgent,
  findCodexHome,
  loadConfig,
  parseCliOverride,
  type Thread,
  ThreadManager,
  WIRE_VERSION,
} from "@codex/core";
import { AuthManager, createAuthStorage } from "@codex/login";
import { answerQuestions } from "./answer-questions.js";
import { configEntries, managedEntries } from "./config-overrides.js";
import type { CodexOptions, ThreadOptions } from "./options.js";
import { currentFolder, ownEnvironment, ownPlatform } from "./process-defaults.js";

const ORIGINATOR = "codex_sdk_ts";
const MODEL_MAY_ASK: CliOverride = ["features.default_mode_request_user_input", true];

/** What the threads of one `Codex` share: the thread manager and the login. Both are created when a thread first needs them. */
export class Engine implements AsyncDisposable {
  /** Answers the questions of turns. */
  readonly ask: Ask;
  readonly #options: CodexOptions;
  #open: Promise<{ readonly manager: ThreadManager; readonly auth: AuthManager }> | undefined;

  constructor(options: CodexOptions) {
    this.#options = options;
    this.ask = answerQuestions(options);
  }

  async manager(config: Config): Promise<ThreadManager> {
    this.#open ??= this.#start(config);
    return (await this.#open).manager;
  }

  /** Closes a thread. */
  async forget(thread: Thread): Promise<void> {
    await (await this.#open)?.manager.removeThread(thread.id);
    await thread.close();
  }

  async config(thread: ThreadOptions): Promise<Config> {
    const { config = {}, configOverrides = [], onApproval, onElicitation, onQuestions } = this.#options;
    const env = this.#env;
    return loadConfig({
      codexHome: await findCodexHome(env, homedir),
      cwd: currentFolder(),
      env,
      cliOverrides: [
        ...(onQuestions === undefined ? [] : [MODEL_MAY_ASK]),
        ...configEntries(config),
        ...configOverrides.map(parseCliOverride),
        ...managedEntries(this.#options, thread),
      ],
      overrides: {
        originator: ORIGINATOR,
        ...(thread.workingDirectory !== undefined && { cwd: thread.workingDirectory }),
        ...(thread.model !== undefined && { model: thread.model }),
        ...(thread.sandboxMode !== undefined && { sandboxMode: thread.sandboxMode }),
        ...(thread.additionalDirectories && { addDirs: thread.additionalDirectories }),
        nobodyAnswers: onApproval === undefined && onElicitation === undefined,
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    await open?.manager[Symbol.asyncDispose]();
    await open?.auth[Symbol.asyncDispose]();
  }

  get #env(): Readonly<Record<string, string | undefined>> {
    return this.#options.env ?? ownEnvironment;
  }

  async #start({ codexHome, preferredAuthMethod, loginLimits: limits, credentialStore, responsesOriginator }: Config) {
    const env = this.#env;
    const { tools, createModelClient, apiKey = env["CODEX_API_KEY"] } = this.#options;
    const storage = createAuthStorage({ codexHome, store: credentialStore, onWarning: () => {} });
    const auth = await AuthManager.load({ codexHome, env, apiKey, preferredAuthMethod, limits, storage });
    const manager = new ThreadManager({
      env,
      platform: ownPlatform,
      version: WIRE_VERSION,
      userAgent: createUserAgent(responsesOriginator, env),
      auth: auth.modelAuth(),
      createModelClient,
      tools,
    });
    return { manager, auth };
  }
}
