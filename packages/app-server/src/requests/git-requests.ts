import path from "node:path";
import { gitDiffToRemote } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";

export function gitRequests({ server }: ClientContext): RequestHandlers<"gitDiffToRemote"> {
  return {
    async gitDiffToRemote({ cwd }, { signal }) {
      const { env } = await server.host();
      const diff = await gitDiffToRemote({ cwd: path.resolve(server.options.cwd, cwd), env, signal });
      if (diff !== undefined) return diff;
      throw invalidRequest(`failed to compute git diff to remote for cwd: ${cwd}`);
    },
  };
}
