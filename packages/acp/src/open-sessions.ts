import { isAbsolute } from "node:path";
import { builtInCatalog, type Config, loadSkills, type SavedThread } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { ServerHost } from "@codex/thread-host";
import type { AgentContext } from "./agent-services.js";
import { AUTH_REQUIRED } from "./rpc-errors.js";
import { editorDocuments } from "./session/editor-documents.js";
import { mcpOverrides } from "./session/mcp-overrides.js";
import { savedMode, savedModel } from "./session/saved-choices.js";
import { Session } from "./session/session.js";
import { savedTitle } from "./session/title.js";
import type { SessionPlace } from "./wire/agent-requests.js";

/** The sessions that an editor has opened. */
export class OpenSessions implements Disposable {
  readonly #context: AgentContext;
  readonly #host: ServerHost;
  readonly #sessions = new Map<string, Session>();

  constructor(context: AgentContext, host: ServerHost) {
    this.#context = context;
    this.#host = host;
  }

  find(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Throws -32002 if it is not open. */
  get(id: string): Session {
    const session = this.#sessions.get(id);
    if (session !== undefined) return session;
    throw new RpcError(ErrorCode.resourceNotFound, `the session ${id} is not open: load it first`);
  }

  /** Loads the configuration of a session in a folder. Throws -32602 if the path is not absolute, -32000 if the user is not logged in. */
  async loadConfig({ cwd, additionalDirectories, mcpServers }: SessionPlace): Promise<Config> {
    for (const folder of [cwd, ...additionalDirectories])
      if (!isAbsolute(folder)) throw new RpcError(ErrorCode.invalidParams, `not an absolute path: ${folder}`);
    const host = this.#host;
    const overrides = { cwd, addDirs: additionalDirectories, followTrust: true };
    const config = await host.loadConfig(overrides, mcpOverrides(mcpServers));
    const isKnown = !config.modelProvider.requires_openai_auth || (await host.auth.current()) !== undefined;
    if (!isKnown) throw new RpcError(AUTH_REQUIRED, "you are not logged in");
    return config;
  }

  /** Opens a new session, or continues a saved one. */
  async open(config: Config, saved?: SavedThread): Promise<Session> {
    const { connection, abilities } = this.#context;
    let sessionId: string | undefined;
    const documents = editorDocuments(connection, abilities, () => sessionId);
    const thread = await this.#host.manager.newThread(config, {
      resumePath: saved?.summary.path,
      loadedRollout: saved?.rollout,
      documents,
    });
    sessionId = thread.id;
    const session = new Session({
      thread,
      connection,
      abilities,
      models: config.modelCatalog ?? builtInCatalog(),
      planEffort: config.planModeReasoningEffort,
      title: saved && savedTitle(saved.summary),
      skills: async () => (await loadSkills(config)).skills,
    });
    if (saved !== undefined) await restoreSettings(session, saved, config);
    this.#sessions.set(session.id, session);
    // Editors drop updates of sessions that they do not know yet, so these follow the answer.
    setImmediate(() => session.introduce());
    return session;
  }

  /** Interrupts what is running, and tells the editor how it ended. */
  async close(id: string): Promise<void> {
    using _session = this.#sessions.get(id);
    this.#sessions.delete(id);
    await this.#host.manager.removeThread(id);
  }

  [Symbol.dispose](): void {
    for (const session of this.#sessions.values()) session[Symbol.dispose]();
  }
}

async function restoreSettings(session: Session, { settings }: SavedThread, config: Config): Promise<void> {
  await session.thread.configure(savedModel(settings, config));
  const mode = savedMode(settings);
  // A mode that the administrator no longer allows is not restored.
  if (mode !== undefined) await session.choices.setMode(mode).catch(() => undefined);
}
