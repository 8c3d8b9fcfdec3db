import path from "node:path";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";

/** Hooks: no program of a configuration is run yet at the points of a turn, so there are none in any folder. */
export function hookRequests({ server }: ClientContext): RequestHandlers<"hooks/list"> {
  return {
    "hooks/list"({ cwds }) {
      const folders = cwds === undefined || cwds.length === 0 ? [server.options.cwd] : cwds;
      const data = folders.map((folder) => {
        return { cwd: path.resolve(server.options.cwd, folder), hooks: [], errors: [], warnings: [] };
      });
      return { data };
    },
  };
}
