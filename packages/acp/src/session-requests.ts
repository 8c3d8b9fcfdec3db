import { subagentsOfThread, type ThreadStore } from "@codex/core";
import type { Handlers } from "@codex/jsonrpc";
import type { OpenSessions } from "./open-sessions.js";
import { savedTitle } from "./session/title.js";
import type { agentRequests, SessionPlace } from "./wire/agent-requests.js";

interface SessionRequestsOptions {
  readonly sessions: OpenSessions;
  readonly store: ThreadStore;
  /** The folder of saved sessions that name none. */
  readonly cwd: string;
}

type Methods = Exclude<Extract<keyof typeof agentRequests, `session/${string}`>, "session/prompt">;

const PAGE_SIZE = 50;

/** Requests about sessions, except for prompts. */
export function sessionRequests({
  sessions,
  store,
  cwd: defaultFolder,
}: SessionRequestsOptions): Pick<Handlers<typeof agentRequests>, Methods> {
  async function load(sessionId: string, place: SessionPlace) {
    const [config, { id }] = await Promise.all([sessions.loadConfig(place), store.find(sessionId)]);
    // If it is open, its last lines are written when it is closed.
    await sessions.close(id);
    const saved = await store.read(id);
    return { saved, session: await sessions.open(config, saved) };
  }

  return {
    async "session/new"(place) {
      const session = await sessions.open(await sessions.loadConfig(place));
      return { sessionId: session.id, ...session.choices.state };
    },
    async "session/load"({ sessionId, ...place }) {
      const { saved, session } = await load(sessionId, place);
      session.replay(saved);
      return session.choices.state;
    },
    async "session/resume"({ sessionId, ...place }) {
      return (await load(sessionId, place)).session.choices.state;
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
        sessions: page.threads.map(({ id, updatedAt, meta, ...summary }) => ({
          sessionId: id,
          cwd: meta?.cwd ?? defaultFolder,
          title: savedTitle(summary) ?? null,
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
    async "session/set_mode"({ sessionId, modeId }) {
      const session = sessions.get(sessionId);
      await session.choices.setMode(modeId);
      session.sendOptions();
      return {};
    },
    async "session/set_config_option"({ sessionId, configId, value }) {
      return { configOptions: await sessions.get(sessionId).setOption(configId, value) };
    },
  };
}
