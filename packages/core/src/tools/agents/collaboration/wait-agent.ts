import * as z from "zod/mini";
import { isAtRest } from "../../../agents/agent-status.js";
import { combineDisposables } from "../../../combine-disposables.js";
import { waitUntil } from "../../../session/wait-until.js";
import { functionTool } from "../../function-tool.js";
import type { Tool } from "../../tool.js";
import { waitMs } from "../wait-agent.js";
import type { CollaborationCall } from "./collaboration-call.js";

/**
 * `wait_agent`: waits until a subagent or the user writes to the thread. Differs from codex-rs: does not wait if no subagent is working.
 */
export function waitForMailTool({ turn, agents, path }: CollaborationCall): Tool {
  const { session } = turn;
  const hasMail = () => !session.pendingItems.isEmpty || session.inputs.waiting.length > 0;
  const works = () => agents.list().some((agent) => agent.path !== path && !isAtRest(agent.status));
  return functionTool({
    names: ["wait_agent"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: z.object({ timeout_ms: z.nullish(z.number()) }),
    async run({ timeout_ms: wanted }, { callId, running }) {
      using item = running.item("sub-agent", { action: "wait", callId, agents: [] });
      await waitUntil(() => hasMail() || !works(), {
        timeoutMs: waitMs(wanted),
        signal: running.signal,
        onChange: (listener) => combineDisposables([session.arrivals.listen(listener), agents.onChange(listener)]),
      });
      running.throwIfInterrupted();
      item.complete();
      if (hasMail()) return JSON.stringify({ message: "A message has arrived.", timed_out: false });
      const message = works() ? "The wait timed out." : "No subagent is working.";
      return JSON.stringify({ message, timed_out: true });
    },
  });
}
