import * as z from "zod/mini";
import { statusForModel } from "../../../agents/agent-status.js";
import { functionTool } from "../../function-tool.js";
import type { Tool } from "../../tool.js";
import { type CollaborationCall, pathOf } from "./collaboration-call.js";

/** `list_agents`: the session's threads with their status, including those of earlier processes. */
export function listAgentsTool(call: CollaborationCall): Tool {
  return functionTool({
    names: ["list_agents"],
    spec: () => undefined,
    leavesFilesAlone: true,
    arguments: z.object({ path_prefix: z.nullish(z.string()) }),
    async run({ path_prefix: prefix }) {
      const { agents } = call;
      await agents.recall();
      const top = prefix == null ? "/" : pathOf(prefix.replace(/\/$/, ""), call);
      const isBelow = (path: string) => top === "/" || path === top || path.startsWith(`${top}/`);
      const open = agents.list().filter(({ status }) => status.type !== "closed");
      const all = [agents.root(), ...open.map(({ path = "", status }) => ({ path, status }))];
      const listed = all.filter(({ path }) => isBelow(path));
      return JSON.stringify({
        agents: listed.map(({ path, status }) => ({ agent_name: path, agent_status: statusForModel(status) })),
      });
    },
  });
}
