import type { AppServerClient } from "@codex/client/app-server";
import { replayEvents } from "@codex/core";
import type { ChatEngine } from "../chat-engine.js";
import { RemoteThread } from "./remote-thread.js";
import { settingsFromWire } from "./settings.js";
import { turnFromWire } from "./turns.js";

/** Starts a thread on the server, or resumes one and publishes its earlier turns. `params`: its folder and model, if chosen. */
export async function openRemoteThread(
  client: AppServerClient,
  params: { readonly cwd?: string; readonly model: string | null },
  { resumeId, startedBy, ...listeners }: Parameters<ChatEngine["openThread"]>[0],
): Promise<RemoteThread> {
  const opened =
    resumeId === undefined
      ? await client.call("thread/start", {
          ...params,
          ...(startedBy === "clear" && { sessionStartSource: startedBy }),
        })
      : await client.call("thread/resume", { ...params, threadId: resumeId });
  const { thread } = opened;
  const turns = thread.turns.map(turnFromWire);
  const running = turns.at(-1)?.status === "running" ? turns.pop() : undefined;
  for (const event of replayEvents(turns)) listeners.onEvent(event);
  const settings = settingsFromWire(opened);
  const { id, cwd, ephemeral } = thread;
  return new RemoteThread({ client, id, cwd, isSaved: !ephemeral, settings, running, listeners });
}
