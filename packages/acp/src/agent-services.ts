import { isAbsolute } from "node:path";
import { builtInCatalog, type Config, fileThreadStore, loadSkills, type SavedThread } from "@codex/core";
import { type Connection, type RequestHandler, RpcError, serveTable } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { ServerHost } from "@codex/thread-host";
import { authenticate } from "./authentication.js";
import { CancellableRequests } from "./cancellable-requests.js";
import { AUTH_REQUIRED } from "./rpc-errors.js";
import type { AcpOptions } from "./serve-acp.js";
import { editorDocuments } from "./session/editor-documents.js";
import { mcpOverrides } from "./session/mcp-overrides.js";
import { savedMode, savedModel } from "./session/saved-choices.js";
import { Session } from "./session/session.js";
import { agentRequests, type SessionPlace } from "./wire/agent-requests.js";
import type { ClientAbilities } from "./wire/initialize.js";

export interface AgentServices extends AsyncDisposable {
  readonly handle: RequestHandler;
  cancelPrompt(sessionId: string): Promise<void>;
  /** The editor gave up a request of its own. */
  cancelRequest(id: string | number): Promise<void>;
}

export interface AgentContext {
  readonly options: AcpOptions;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
}

const PAGE_SIZE = 50;

/** Answers an editor's requests. */
export async function createAgentServices({ options, connection, abilities }: AgentContext): Promise<AgentServices> {
  const host: ServerHost = await options.createHost();
  const store = fileThreadStore(host.codexHome);
  const sessions = new Map<string, Session>();
  const prompts = new Map<string | number, Session>();
  const requests = new CancellableRequests();

  const loadConfig = async ({ cwd, additionalDirectories, mcpServers }: SessionPlace): Promise<Config> => {
    for (const folder of [cwd, ...additionalDirectories])
      if (!isAbsolute(folder)) throw new RpcError(ErrorCode.invalidParams, `not an absolute path: ${folder}`);
    const config = await host.loadConfig({ cwd, addDirs: additionalDirectories }, mcpOverrides(mcpServers));
    const isKnown = !config.modelProvider.requires_openai_auth || (await host.auth.current()) !== undefined;
    if (!isKnown) throw new RpcError(AUTH_REQUIRED, "nobody is logged in");
    return config;
  };

  const open = async (config: Config, saved?: SavedThread): Promise<Session> => {
    if (saved !== undefined) await close(saved.summary.id);
    let sessionId: string | undefined;
    const documents = editorDocuments(connection, abilities, () => sessionId);
    const thread = await host.manager.newThread(config, { resumePath: saved?.summary.path, documents });
    sessionId = thread.id;
    const session = new Session({
      thread,
      connection,
      abilities,
      models: config.modelCatalog ?? builtInCatalog(),
      skills: async () => (await loadSkills(config)).skills,
    });
    if (saved !== undefined) await goOnAs(session, saved, config);
    sessions.set(session.id, session);
    // Editors drop updates of a session that they do not know yet, so these come after the answer.
    setImmediate(() => session.introduce());
    return session;
  };

  const goOnAs = async (session: Session, { settings }: SavedThread, config: Config): Promise<void> => {
    await session.thread.configure(savedModel(settings, config));
    const mode = savedMode(settings);
    // What an administrator does not allow any more stays as it is configured.
    if (mode !== undefined) await session.setMode(mode).catch(() => undefined);
  };

  /** What runs is stopped, and the editor is told its end. */
  const close = async (id: string): Promise<void> => {
    using _session = sessions.get(id);
    sessions.delete(id);
    await host.manager.removeThread(id);
  };

  const sessionOf = (id: string): Session => {
    const session = sessions.get(id);
    if (session !== undefined) return session;
    throw new RpcError(ErrorCode.resourceNotFound, `the session ${id} is not open: load it first`);
  };

  const findHandler = serveTable(agentRequests, {
    async authenticate({ methodId }, { id, signal }) {
      const { env, platform, loginPort } = options;
      const { auth } = host;
      await authenticate(methodId, { auth, env, platform, loginPort, connection, abilities, requestId: id, signal });
      return {};
    },
    async logout() {
      await host.auth.logout();
      return {};
    },
    async "session/new"(place) {
      const session = await open(await loadConfig(place));
      return { sessionId: session.id, ...session.state };
    },
    async "session/load"({ sessionId, ...place }) {
      const [config, saved] = await Promise.all([loadConfig(place), store.read(sessionId)]);
      const session = await open(config, saved);
      session.replay(saved);
      return session.state;
    },
    async "session/resume"({ sessionId, ...place }) {
      const [config, saved] = await Promise.all([loadConfig(place), store.read(sessionId)]);
      return (await open(config, saved)).state;
    },
    async "session/list"({ cwd, cursor }) {
      const page = await store.list({
        limit: PAGE_SIZE,
        sortKey: "updated",
        isBegun: true,
        cursor: cursor ?? undefined,
        cwds: cwd === undefined || cwd === null ? undefined : [cwd],
      });
      return {
        sessions: page.threads.map(({ id, name, preview, updatedAt, meta }) => ({
          sessionId: id,
          cwd: meta?.cwd ?? options.cwd,
          title: name ?? preview ?? null,
          updatedAt: new Date(updatedAt).toISOString(),
        })),
        nextCursor: page.nextCursor ?? null,
      };
    },
    async "session/delete"({ sessionId }) {
      await close(sessionId);
      await store.delete(sessionId);
      return {};
    },
    async "session/close"({ sessionId }) {
      await close(sessionOf(sessionId).id);
      return {};
    },
    async "session/prompt"({ sessionId, prompt }, { id }) {
      const session = sessionOf(sessionId);
      prompts.set(id, session);
      try {
        return await session.prompt(prompt);
      } finally {
        prompts.delete(id);
      }
    },
    async "session/set_mode"({ sessionId, modeId }) {
      const session = sessionOf(sessionId);
      await session.setMode(modeId);
      session.update({ sessionUpdate: "config_option_update", configOptions: session.configOptions });
      return {};
    },
    async "session/set_config_option"({ sessionId, configId, value }) {
      return { configOptions: await sessionOf(sessionId).setOption(configId, value) };
    },
  });

  return {
    handle(params, context) {
      const handler = findHandler(context.method);
      if (handler === undefined) throw new RpcError(ErrorCode.methodNotFound, `Method not found: ${context.method}`);
      return requests.serve(handler)(params, context);
    },
    cancelPrompt: async (sessionId) => sessions.get(sessionId)?.cancel(),
    async cancelRequest(id) {
      requests.cancel(id);
      await prompts.get(id)?.cancel();
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions.values()) session[Symbol.dispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}
