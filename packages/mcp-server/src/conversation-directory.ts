import { openConversation } from "@codex/conversation-wire";
import type { CliOverride, ConfigOverrides } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { ServerHost } from "@codex/thread-host";
import { ServedConversation } from "./served-conversation.js";

/** The settings that a client requested for a conversation. */
export interface ConversationSettings {
  readonly overrides: ConfigOverrides;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

export interface CreateOptions extends ConversationSettings {
  /** The client whose end also ends the conversation; any object that represents it. */
  readonly owner: object;
  /** Clients know its id only as a session to resume, so it may be unloaded when idle. Default: false. */
  readonly isResumable?: boolean;
  /** Keeps events for later listeners. Default: false. */
  readonly keepsEvents?: boolean;
}

/** How many idle conversations that can be resumed from disk stay in memory. */
const MAX_IDLE = 32;
/** For how many unloaded conversations the settings are kept. */
const MAX_PARKED = 1_000;

interface Entry {
  readonly served: ServedConversation;
  readonly owner: object;
  readonly settings: ConversationSettings;
  readonly isResumable: boolean;
}

/** The conversations of this process, for all of its clients. */
export class ConversationDirectory {
  readonly #host: () => Promise<ServerHost>;
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, Entry>();
  readonly #parked = new Map<string, ConversationSettings>();
  readonly #resuming = new Map<string, Promise<unknown>>();

  constructor(host: () => Promise<ServerHost>) {
    this.#host = host;
  }

  /** Starts a conversation. @throws CodexError, for example `config-invalid`. */
  async create(options: CreateOptions): Promise<ServedConversation> {
    return this.#start(options, {});
  }

  /** Undefined also for another client's conversation: its id alone gives no access. */
  find(id: string, owner: object): ServedConversation | undefined {
    const entry = this.#entries.get(id);
    return entry?.owner === owner ? entry.served : undefined;
  }

  /**
   * Finds or resumes a conversation, including one of an earlier process or of a client that has left; it continues in its own folder.
   * @throws CodexError `conversation-not-found` when there is none, or another client has it; `rollout-invalid` when its file is damaged.
   */
  async findOrResume(id: string, owner: object): Promise<ServedConversation> {
    if (!this.#entries.has(id)) {
      const resuming = this.#resuming.get(id) ?? this.#resume(id, owner).finally(() => this.#resuming.delete(id));
      this.#resuming.set(id, resuming);
      await resuming;
    }
    const entry = this.#entries.get(id);
    if (entry === undefined)
      throw new RpcError(ErrorCode.internalError, `The conversation ${id} ended while it was starting`);
    if (entry.owner === owner) return entry.served;
    const { CodexError } = await import("@codex/core");
    throw new CodexError("conversation-not-found", `another client has the conversation ${id}`);
  }

  /** Marks the conversation as used. Those unused for longest are unloaded; they stay on disk. */
  async touch(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const idle = [...this.#entries].filter(([, { served, isResumable }]) => isResumable && !served.isBusy);
    const leaving = idle.slice(0, Math.max(0, idle.length - MAX_IDLE));
    await Promise.all(leaving.map(([idleId, { settings }]) => this.#park(idleId, settings)));
  }

  /** Ends a conversation, even while it is busy, and notifies its listeners. It stays on disk. */
  async close({ id, conversation }: ServedConversation): Promise<void> {
    await conversation[Symbol.asyncDispose]();
    await this.#remove(id);
  }

  /** Ends the conversations of a client. */
  async release(owner: object): Promise<void> {
    const left = [...this.#entries].filter(([, entry]) => entry.owner === owner);
    await Promise.all(left.map(([id]) => this.#remove(id)));
  }

  async #start(
    options: CreateOptions,
    resume: { readonly path?: string; readonly cwd?: string | undefined },
  ): Promise<ServedConversation> {
    const { manager, loadConfig } = await this.#host();
    const { owner, overrides, config, isResumable = false, keepsEvents = false } = options;
    const cliOverrides: CliOverride[] = Object.entries(config ?? {});
    const loaded = await loadConfig({ ...overrides, savedCwd: resume.cwd }, cliOverrides);
    const conversation = await openConversation(manager, loaded, { resumePath: resume.path, source: "mcp" });
    const served = new ServedConversation(conversation, { keepsEvents });
    const settings = { overrides, config };
    this.#entries.set(conversation.id, { served, owner, settings, isResumable });
    return served;
  }

  async #resume(id: string, owner: object): Promise<ServedConversation> {
    const [{ codexHome }, { fileThreadStore }] = await Promise.all([this.#host(), import("@codex/core")]);
    const { path, meta } = await fileThreadStore(codexHome).find(id);
    const settings = this.#parked.get(id) ?? { overrides: {}, config: undefined };
    this.#parked.delete(id);
    return this.#start({ ...settings, owner, isResumable: true }, { path, cwd: meta?.cwd });
  }

  async #park(id: string, settings: ConversationSettings): Promise<void> {
    // Without a file it could not be resumed.
    if (this.#entries.get(id)?.served.conversation.rolloutPath === undefined) return;
    this.#parked.set(id, settings);
    for (const oldest of this.#parked.keys()) {
      if (this.#parked.size <= MAX_PARKED) break;
      this.#parked.delete(oldest);
    }
    await this.#remove(id);
  }

  async #remove(id: string): Promise<void> {
    this.#entries.delete(id);
    const { manager } = await this.#host();
    await manager.removeThread(id);
  }
}
