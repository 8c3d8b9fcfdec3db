import path from "node:path";
import type { HookMetadata } from "@codex/app-server-protocol/hooks";
import { CodexError, type HookDefinition, listHooks } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import { hookEventName } from "../items/hook-run.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";
import { loadedThread } from "../threads/find-thread.js";

/** The user's hooks as they are now on disk, active or not. */
export function hookRequests({ server }: ClientContext): RequestHandlers<"hooks/list"> {
  return {
    async "hooks/list"({ threadId, cwds = [] }) {
      if (threadId != null && cwds.length > 0) throw invalidRequest("name either a thread or folders, not both");
      const ownFolder = threadId == null ? server.options.cwd : loadedThread(server, threadId).thread.settings.cwd;
      const folders = cwds.length === 0 ? [ownFolder] : cwds;
      const data = folders.map(async (folder) => {
        const cwd = path.resolve(server.options.cwd, folder);
        const entry = { cwd, errors: [], hooks: [], warnings: [] };
        try {
          const { hooks, warnings } = await listHooks(await (await server.host()).loadConfig({ savedCwd: cwd }, []));
          return { ...entry, hooks: hooks.map(hookToWire), warnings: [...warnings] };
        } catch (error) {
          // Errors in one folder do not affect the others.
          if (!(error instanceof CodexError) || error.code !== "config-invalid") throw error;
          return { ...entry, errors: [{ path: error.location?.file ?? cwd, message: error.message }] };
        }
      });
      return { data: await Promise.all(data) };
    },
  };
}

function hookToWire(hook: HookDefinition): HookMetadata {
  const { key, matcher, handler, timeout: timeoutSec, statusMessage, source, sourcePath } = hook;
  const { displayOrder, enabled, currentHash, trust: trustStatus } = hook;
  const about = {
    key,
    eventName: hookEventName(hook.event),
    matcher: matcher ?? null,
    source,
    sourcePath,
    displayOrder,
  };
  const state = {
    enabled,
    currentHash,
    trustStatus,
    isManaged: hook.trust === "managed",
    statusMessage: statusMessage ?? null,
    timeoutSec,
  };
  switch (handler.type) {
    case "command":
      return { ...about, ...state, handlerType: "command", command: handler.command, async: handler.async };
    case "mcpTool":
      return { ...about, ...state, handlerType: "mcpTool", server: handler.server, tool: handler.tool };
    default:
      return handler satisfies never;
  }
}
