import * as z from "zod/mini";
import { statusForModel } from "../../agents/agent-status.js";
import { WAIT_LIMITS } from "../../specs/agent-tool-specs.js";
import { functionTool } from "../function-tool.js";
import type { Tool } from "../tool.js";
import { type AgentCall, badId, missingAgent, namedAgent, shownAgent } from "./agent-call.js";

const ArgumentsSchema = z.object({
  targets: z.array(z.string()),
  timeout_ms: z.nullish(z.number()),
});

/** `wait_agent`: waits until at least one of the subagents is at rest. Returns the status of those that are to the model. */
export function waitAgentTool({ agents }: AgentCall): Tool {
  return functionTool({
    names: ["wait_agent"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: ArgumentsSchema,
    async run(args, { callId, running }) {
      const targets = [...new Set(args.targets)];
      if (targets.length === 0) return "targets must name a subagent";
      if (args.timeout_ms != null && args.timeout_ms <= 0) return "timeout_ms must be more than 0";
      const unusable = targets.map(badId).find((reason) => reason !== undefined);
      if (unusable !== undefined) return unusable;
      const named = targets.map((target) => namedAgent(agents, target));
      using item = running.item("sub-agent", { action: "wait", callId, agents: named });
      const missing = targets.filter((target) => agents.find(target) === undefined);
      // If one of them does not exist, returns at once.
      const timeoutMs = missing.length > 0 ? 0 : waitMs(args.timeout_ms);
      const done = await agents.wait(targets, { timeoutMs, signal: running.signal });
      running.throwIfInterrupted();
      const isFailure = missing.length > 0 || done.some(({ status }) => status.type === "failed");
      const status = isFailure ? "failed" : "completed";
      item.end({ status, agents: [...done.map(shownAgent), ...missing.map(missingAgent)] });
      const statuses = [
        ...done.map(({ threadId, status }) => [threadId, statusForModel(status)]),
        ...missing.map((target) => [target, statusForModel({ type: "not-found" })]),
      ];
      return JSON.stringify({ status: Object.fromEntries(statuses), timed_out: statuses.length === 0 });
    },
  });
}

/** The timeout that the model asked for, within our limits. */
export function waitMs(wanted: number | null | undefined): number {
  const { defaultMs, minMs, maxMs } = WAIT_LIMITS;
  return wanted == null ? defaultMs : Math.min(Math.max(wanted, minMs), maxMs);
}
