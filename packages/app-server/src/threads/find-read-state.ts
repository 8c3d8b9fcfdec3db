import type { AppServer } from "../app-server.js";
import { findSummary } from "./find-thread.js";
import { ReadState } from "./read-state.js";
import { threadIdOf } from "./thread-id.js";

/** The read state of a thread, loaded or not; undefined for a thread that is not stored, or not yet. */
export async function findReadState(server: AppServer, threadId: string): Promise<ReadState | undefined> {
  const id = threadIdOf(threadId);
  const served = server.threads.find(id);
  if (served?.options.isEphemeral === true || (await findSummary(server, id)) === undefined) return undefined;
  return served?.readState ?? savedReadState(server, id);
}

/** The read state of a stored thread that is not loaded. */
export async function savedReadState({ home: { store } }: AppServer, id: string): Promise<ReadState> {
  return new ReadState(await store.readReadState(id), (state) => store.writeReadState(id, state));
}
