import type { ClientContext } from "../client-services.js";
import { scriptOf } from "../items/command-action.js";
import { pageOf } from "../pagination.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { loadedThread } from "./find-thread.js";

type Methods =
  | "thread/backgroundTerminals/list"
  | "thread/backgroundTerminals/terminate"
  | "thread/backgroundTerminals/clean";

/** Commands that the model left running. */
export function terminalRequests({ server }: ClientContext): RequestHandlers<Methods> {
  return {
    "thread/backgroundTerminals/list"({ threadId, ...page }) {
      const { thread, narrator } = loadedThread(server, threadId);
      const running = thread.terminals.map(({ id, command, cwd }) => {
        const processId = String(id);
        return { processId, itemId: narrator.terminalItemId(processId) ?? "", command: scriptOf(command), cwd };
      });
      return pageOf(running, page);
    },
    async "thread/backgroundTerminals/terminate"({ threadId, processId }) {
      const { thread } = loadedThread(server, threadId);
      if (!/^\d{1,9}$/.test(processId)) throw invalidRequest(`no process id of a terminal: ${processId}`);
      return { terminated: await thread.endTerminal(Number(processId)) };
    },
    async "thread/backgroundTerminals/clean"({ threadId }) {
      const { thread } = loadedThread(server, threadId);
      await Promise.all(thread.terminals.map(({ id }) => thread.endTerminal(id)));
      return {};
    },
  };
}
