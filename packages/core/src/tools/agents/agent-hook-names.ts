import type { HookTool } from "../../hooks/hook-tool.js";
import { AGENT_TOOLS } from "../../specs/agent-tool-specs.js";
import type { Tool } from "../tool.js";

/** The tool, with the names of codex 0.171.0 for hooks: its namespace in front, except for the first form's `spawn_agent`. */
export function namedForHooks(tool: Tool, name: string, namespace: string): Tool {
  const isAgent = namespace === AGENT_TOOLS && name === "spawn_agent";
  const named: Pick<HookTool, "name" | "names"> = isAgent
    ? { name, names: [name, "Agent"] }
    : // Matchers may also use the plain name.
      { name: `${namespace}${name}`, names: [`${namespace}${name}`, name] };
  return {
    ...tool,
    async prepare(given) {
      const prepared = await tool.prepare(given);
      if (!prepared.ok) return prepared;
      const { call } = prepared;
      const describe: typeof call.describe = async (context) => {
        const described = await call.describe(context);
        return described && { ...described, tool: { ...described.tool, ...named } };
      };
      return { ok: true, call: { ...call, describe } };
    },
  };
}
