import { openConversation } from "@codex/conversation-wire";
import type { CliOverride, ConfigOverrides } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { ServerHost } from "@codex/thread-host";
import { ServedConversation } from "./served-conversation.js";

/** What a client asked for when it began a conversation. */
export interface ConversationSettings {
  readonly overrides: ConfigOverrides;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

export interface CreateOptions extends ConversationSettings {
  /** The client that the conversation ends with; any object that stands for it. */
  readonly owner: object;
  /** Nobody holds its id but as a session to resume: it may leave memory when it is idle. Default: false. */
  readonly isResumable?: boolean;
  /** Keeps events for those who begin to listen later. Default: false. */
  readonly keepsEvents?: boolean;
}

/** How many idle conversations that could be resumed from disk stay in memory. */
const MAX_IDLE = 32;
/** For how many of those that left the settings are kept. */
const MAX_PARKED = 1_000;

interface Entry {
  readonly served: ServedConversation;
  readonly owners: Set<object>;
  readonly settings: ConversationSettings;
  readonly isResumable: boolean;
}

/** The conversations of this process, for all clients that it serves. */
export class ConversationDirectory {
  readonly #host: () => Promise<ServerHost>;
  /** Those used last come last. */
  readonly #entries = new Map<string, Entry>();
  readonly #parked = new Map<string, ConversationSettings>();
  readonly #resuming = new Map<string, Promise<unknown>>();

  constructor(host: () => Promise<ServerHost>) {
    this.#host = host;
  }

  /** Begins a conversation. @throws CodexError, `config-invalid` for one. */
  async create(options: CreateOptions): Promise<ServedConversation> {
    return this.#start(options, {});
  }

  find(id: string): ServedConversation | undefined {
    return this.#entries.get(id)?.served;
  }

  /**
   * Finds a conversation, also one of an earlier process: that goes on in the folder in which it ran.
   * @throws CodexError `conversation-not-found` when there is none, `rollout-invalid` when its file is damaged.
   */
  async findOrResume(id: string, owner: object): Promise<ServedConversation> {
    if (!this.#entries.has(id)) {
      const resuming = this.#resuming.get(id) ?? this.#resume(id, owner).finally(() => this.#resuming.delete(id));
      this.#resuming.set(id, resuming);
      await resuming;
    }
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new RpcError(ErrorCode.internalError, `The conversation ${id} ended as it began`);
    entry.owners.add(owner);
    return entry.served;
  }

  /** Says that the conversation has been used. Those that were not for long leave memory; they stay on disk. */
  async touch(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    const idle = [...this.#entries].filter(([, { served, isResumable }]) => isResumable && !served.isBusy);
    const leaving = idle.slice(0, Math.max(0, idle.length - MAX_IDLE));
    await Promise.all(leaving.map(([idleId, { settings }]) => this.#park(idleId, settings)));
  }

  /** Ends the conversations that no other client has used. */
  async release(owner: object): Promise<void> {
    const left = [...this.#entries].filter(([, { owners }]) => owners.delete(owner) && owners.size === 0);
    await Promise.all(left.map(([id]) => this.#remove(id)));
  }

  async #start(
    options: CreateOptions,
    resume: { readonly path?: string; readonly cwd?: string | undefined },
  ): Promise<ServedConversation> {
    const { manager, loadConfig } = await this.#host();
    const { owner, overrides, config, isResumable = false, keepsEvents = false } = options;
    const cliOverrides: CliOverride[] = Object.entries(config ?? {});
    const loaded = await loadConfig({ ...overrides, cwd: overrides.cwd ?? resume.cwd }, cliOverrides);
    const conversation = await openConversation(manager, loaded, { resumePath: resume.path, source: "mcp" });
    const served = new ServedConversation(conversation, { keepsEvents });
    const settings = { overrides, config };
    this.#entries.set(conversation.id, { served, owners: new Set([owner]), settings, isResumable });
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
    // Without a file there would be no way back.
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
