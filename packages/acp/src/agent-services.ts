import { fileThreadStore, subagentsOfThread } from "@codex/core";
import { type Connection, type RequestHandler, RpcError, serveTable } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { authenticate } from "./authentication.js";
import { CancellableRequests } from "./cancellable-requests.js";
import { OpenSessions } from "./open-sessions.js";
import type { AcpOptions } from "./serve-acp.js";
import type { Session } from "./session/session.js";
import { agentRequests } from "./wire/agent-requests.js";
import type { ClientAbilities } from "./wire/initialize.js";

export interface AgentServices extends AsyncDisposable {
  readonly handle: RequestHandler;
  cancelPrompt(sessionId: string): Promise<void>;
  /** The editor cancels one of its own requests. */
  cancelRequest(id: string | number): Promise<void>;
}

export interface AgentContext {
  readonly options: AcpOptions;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
}

const PAGE_SIZE = 50;

/** Answers an editor's requests. */
export async function createAgentServices(context: AgentContext): Promise<AgentServices> {
  const { options, connection, abilities } = context;
  const host = await options.createHost();
  const store = fileThreadStore(host.codexHome);
  const sessions = new OpenSessions(context, host);
  const prompts = new Map<string | number, Session>();
  const requests = new CancellableRequests();

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
      const session = await sessions.open(await sessions.loadConfig(place));
      return { sessionId: session.id, ...session.choices.state };
    },
    async "session/load"({ sessionId, ...place }) {
      const [config, saved] = await Promise.all([sessions.loadConfig(place), store.read(sessionId)]);
      const session = await sessions.open(config, saved);
      session.replay(saved);
      return session.choices.state;
    },
    async "session/resume"({ sessionId, ...place }) {
      const [config, saved] = await Promise.all([sessions.loadConfig(place), store.read(sessionId)]);
      return (await sessions.open(config, saved)).choices.state;
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
      await sessions.close(sessionId);
      const subagents = await subagentsOfThread(store, sessionId, { isArchived: false });
      await store.delete(sessionId);
      for (const subagent of subagents) await store.delete(subagent).catch(() => undefined);
      return {};
    },
    async "session/close"({ sessionId }) {
      await sessions.close(sessions.get(sessionId).id);
      return {};
    },
    async "session/prompt"({ sessionId, prompt }, { id }) {
      const session = sessions.get(sessionId);
      prompts.set(id, session);
      try {
        return await session.prompt(prompt);
      } finally {
        prompts.delete(id);
      }
    },
    async "session/set_mode"({ sessionId, modeId }) {
      const session = sessions.get(sessionId);
      await session.choices.setMode(modeId);
      session.update({ sessionUpdate: "config_option_update", configOptions: session.choices.options });
      return {};
    },
    async "session/set_config_option"({ sessionId, configId, value }) {
      return { configOptions: await sessions.get(sessionId).setOption(configId, value) };
    },
  });

  return {
    handle(params, context) {
      const handler = findHandler(context.method);
      if (handler === undefined) throw new RpcError(ErrorCode.methodNotFound, `Method not found: ${context.method}`);
      return requests.serve(handler)(params, context);
    },
    cancelPrompt: async (sessionId) => sessions.find(sessionId)?.cancel(),
    async cancelRequest(id) {
      requests.cancel(id);
      await prompts.get(id)?.cancel();
    },
    async [Symbol.asyncDispose]() {
      sessions[Symbol.dispose]();
      await host[Symbol.asyncDispose]();
    },
  };
}
