import type { AnswerElicitation } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import type { Environment } from "../environment.js";
import { CodexError } from "../error.js";
import { createExecRunner } from "../exec/exec.js";
import type { ExecRunner } from "../exec/exec-types.js";
import type { ModelAuth, ModelClient, ModelClientOptions } from "../model/model-client.js";
import type { JsonSchema } from "../model/output-format.js";
import type { CustomTool } from "../specs/custom-tool.js";
import type { Conversation } from "./conversation.js";
import { createConversation } from "./create-session.js";

export interface ConversationManagerOptions {
  /** The environment that commands and servers are started from, as the shell environment policy filters it. */
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Where tokens come from; undefined when providers only use keys of their own. */
  readonly auth?: ModelAuth | undefined;
  /** Our version, told to servers. */
  readonly version: string;
  /** Sent as `User-Agent`. */
  readonly userAgent: string;
  /** Replaces the built-in model clients: a recording, or an adapter of the embedding program. */
  readonly createModelClient?: ((options: ModelClientOptions) => ModelClient) | undefined;
  /** Tools offered to the model in every conversation, beside the built-in ones. */
  readonly tools?: readonly CustomTool[] | undefined;
  /** Gets one line when the sandbox of this machine can enforce a policy only in part. Default: nobody is told. */
  readonly onWarning?: ((line: string) => void) | undefined;
}

export interface NewConversationOptions {
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  readonly resumePath?: string | undefined;
  readonly ephemeral?: boolean | undefined;
  /** A JSON Schema that the model is told to keep to in its final messages. Whether it did is for the caller to check. */
  readonly outputSchema?: JsonSchema | undefined;
  /** Asks the user on behalf of an MCP server; without it servers are told that there is nobody to ask. */
  readonly answerElicitation?: AnswerElicitation | undefined;
}

/** Makes conversations, finds them by id, and ends them all. */
export class ConversationManager implements AsyncDisposable {
  readonly #options: ConversationManagerOptions;
  readonly #conversations = new Map<string, Conversation>();
  readonly #exec: ExecRunner;
  readonly #disposed = new AbortController();

  constructor(options: ConversationManagerOptions) {
    this.#options = options;
    this.#exec = createExecRunner({ env: options.env, platform: options.platform, onWarning: options.onWarning });
  }

  /** Starts a conversation under `config`; with `config.experimentalResume` it goes on with that rollout. */
  async newConversation(config: Config, options: NewConversationOptions = {}): Promise<Conversation> {
    const { createModelClient } = await this.#modelClients(config);
    if (startsPrograms(config)) await this.#exec.seal();
    const conversation = await createConversation({
      config,
      ...options,
      platform: this.#options.platform,
      version: this.#options.version,
      signal: this.#disposed.signal,
      services: (sessionId) => ({
        exec: this.#exec,
        hasSandbox: this.#options.platform !== "win32",
        createModelClient: (model) => createModelClient({ ...this.#modelOptions(config, sessionId), ...model }),
        customTools: this.#options.tools ?? [],
      }),
    });
    this.#conversations.set(conversation.id, conversation);
    return conversation;
  }

  /** Throws `conversation-not-found`. */
  getConversation(id: string): Conversation {
    const conversation = this.#conversations.get(id);
    if (conversation === undefined) throw new CodexError("conversation-not-found", `conversation not found: ${id}`);
    return conversation;
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  /** Shuts the conversation down and forgets it; its rollout stays. */
  async removeConversation(id: string): Promise<void> {
    const conversation = this.#conversations.get(id);
    this.#conversations.delete(id);
    await conversation?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await Promise.allSettled(this.conversations.map((conversation) => this.removeConversation(conversation.id)));
    await this.#exec[Symbol.asyncDispose]();
  }

  async #modelClients(_config: Config): Promise<{ createModelClient: (options: ModelClientOptions) => ModelClient }> {
    if (this.#options.createModelClient !== undefined) return { createModelClient: this.#options.createModelClient };
    return import("../model/create-model-client.js");
  }

  #modelOptions(
    config: Config,
    sessionId: string,
  ): Omit<ModelClientOptions, "model" | "modelFamily" | "effort" | "summary"> {
    return {
      provider: config.modelProvider,
      verbosity: config.modelVerbosity,
      showRawAgentReasoning: config.showRawAgentReasoning,
      sessionId,
      auth: this.#options.auth,
      env: config.env,
      originator: config.responsesOriginator,
      userAgent: this.#options.userAgent,
    };
  }
}

/** Those run without a sandbox, and the keys in our environment are none of their business. */
const startsPrograms = ({ mcpServers, notify }: Config): boolean =>
  Object.keys(mcpServers).length > 0 || notify !== undefined;
