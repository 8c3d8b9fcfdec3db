import { loadAgentRoles } from "../agents/load-agent-roles.js";
import type { Config } from "../config/config.js";
import { isFeatureOn } from "../config/features.js";
import type { Environment } from "../environment.js";
import { CodexError } from "../error.js";
import { createExecRunner } from "../exec/exec.js";
import type { ExecRunner } from "../exec/exec-runner.js";
import type { ModelAuth, ModelClient, ModelClientOptions } from "../model/model-client.js";
import { streamAfterSaving } from "../model/stream-after-saving.js";
import type { McpServers } from "../session/mcp-servers.js";
import { type CustomTool, refuseTakenNames } from "../specs/custom-tool.js";
import { AgentTree } from "./agents/agent-tree.js";
import { connectMcpServers } from "./connect-mcp-servers.js";
import { createThread } from "./create-thread.js";
import type { CreateThreadOptions } from "./create-thread-options.js";
import type { NewThreadOptions } from "./new-thread-options.js";
import type { Thread } from "./thread.js";

export interface ThreadManagerOptions {
  /** The environment for commands and servers; the shell environment policy filters it. */
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The source of tokens; undefined if providers only use their own keys. */
  readonly auth?: ModelAuth | undefined;
  /** Our version, as sent to servers. */
  readonly version: string;
  /** Sent as `User-Agent`. */
  readonly userAgent: string;
  /** Replaces the built-in model clients, by a recording or an adapter of the embedding program. */
  readonly createModelClient?: ((options: ModelClientOptions) => ModelClient) | undefined;
  /** Tools offered to the model in every thread, in addition to the built-in ones. */
  readonly tools?: readonly CustomTool[] | undefined;
  /** Receives the events of all threads, for logs. It must be quick and must not throw. */
  readonly onThreadEvent?: CreateThreadOptions["onThreadEvent"];
  /** Receives a line if this machine's sandbox can enforce a policy only partly. Default: not reported. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

/** Creates threads, finds them by id, and closes them all at the end. */
export class ThreadManager implements AsyncDisposable {
  readonly #options: ThreadManagerOptions;
  readonly #threads = new Map<string, Thread>();
  readonly #exec: ExecRunner;
  readonly #disposed = new AbortController();

  constructor(options: ThreadManagerOptions) {
    this.#options = options;
    this.#exec = createExecRunner({ env: options.env, platform: options.platform, onWarning: options.onWarning });
  }

  /** Starts a thread with `config`; with `config.experimentalResume`, it continues that rollout. */
  async newThread(config: Config, options: NewThreadOptions = {}): Promise<Thread> {
    const tree = await this.#agentTree(config, options);
    const agents = tree && ((threadId: string) => tree.agentsOf(threadId, { depth: 0 }));
    return this.#openThread(config, { ...options, agents, roleWarnings: tree?.warnings });
  }

  async #openThread(config: Config, options: OpenThreadOptions): Promise<Thread> {
    const { createModelClient } = await this.#modelClients();
    const { tools = [], userAgent, onRateLimits, onAgent: _, ...rest } = options;
    const customTools = [...(this.#options.tools ?? []), ...tools];
    refuseTakenNames(customTools);
    if (startsPrograms(config)) await this.#exec.seal();
    const thread = await createThread({
      config,
      ...rest,
      platform: this.#options.platform,
      version: this.#options.version,
      signal: this.#disposed.signal,
      onThreadEvent: this.#options.onThreadEvent,
      services: (sessionId) => ({
        exec: this.#exec,
        hasSandbox: this.#options.platform !== "win32",
        createModelClient: (model) =>
          createModelClient({
            ...this.#modelOptions(config, sessionId),
            ...(userAgent && { userAgent }),
            onRateLimits,
            ...model,
          }),
        customTools,
      }),
    });
    this.#threads.set(thread.id, thread);
    return thread;
  }

  /** Throws `conversation-not-found`. */
  getThread(id: string): Thread {
    const thread = this.#threads.get(id);
    if (thread === undefined) throw new CodexError("conversation-not-found", `conversation not found: ${id}`);
    return thread;
  }

  /** Runs the commands of threads and of clients. */
  get commands(): Pick<ExecRunner, "startForClient"> {
    return this.#exec;
  }

  /** Starts the MCP servers of a configuration outside of threads. */
  async connectMcpServers(config: Config): Promise<McpServers> {
    await this.#exec.seal();
    const { platform, version } = this.#options;
    return connectMcpServers(config, { platform, version, signal: this.#disposed.signal });
  }

  get threads(): readonly Thread[] {
    return [...this.#threads.values()];
  }

  /** Closes the thread and forgets it; its rollout stays. */
  async removeThread(id: string): Promise<void> {
    const thread = this.#threads.get(id);
    this.#threads.delete(id);
    await thread?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await Promise.allSettled(this.threads.map((thread) => this.removeThread(thread.id)));
    await this.#exec[Symbol.asyncDispose]();
  }

  /** The subagents of a new thread; undefined if it may not have any. */
  async #agentTree(config: Config, options: NewThreadOptions): Promise<AgentTree | undefined> {
    if (!(config.agents.enabled ?? config.modelFamily.isInCatalog === true)) return undefined;
    const { userAgent, onRateLimits, tools, originator, documents, onAgent } = options;
    return new AgentTree({
      ...(await loadAgentRoles(config)),
      config,
      areNamed: isFeatureOn("multi_agent_v2", config.features) === true,
      resumePath: options.resumePath ?? config.experimentalResume,
      onAgent,
      openThread: (own, more) =>
        this.#openThread(own, { userAgent, onRateLimits, tools, originator, documents, ...more }),
      removeThread: (id) => this.removeThread(id),
    });
  }

  async #modelClients(): Promise<{ createModelClient: (options: ModelClientOptions) => ModelClient }> {
    const { createModelClient } = this.#options;
    if (createModelClient !== undefined) {
      return { createModelClient: (options) => streamAfterSaving(createModelClient(options)) };
    }
    return import("../model/create-model-client.js");
  }

  #modelOptions(
    config: Config,
    sessionId: string,
  ): Omit<ModelClientOptions, "model" | "modelFamily" | "effort" | "summary" | "serviceTier"> {
    return {
      provider: config.modelProvider,
      verbosity: config.modelVerbosity,
      maxOutputTokens: config.modelMaxOutputTokens,
      showRawAgentReasoning: config.showRawAgentReasoning,
      sessionId,
      auth: this.#options.auth,
      env: config.env,
      originator: config.responsesOriginator,
      userAgent: this.#options.userAgent,
    };
  }
}

type OpenThreadOptions = NewThreadOptions & Pick<CreateThreadOptions, "agents" | "agent" | "roleWarnings">;

/** MCP servers run without a sandbox and must not see the keys in our environment. */
const startsPrograms = ({ mcpServers, notify }: Config): boolean =>
  Object.keys(mcpServers).length > 0 || notify !== undefined;
