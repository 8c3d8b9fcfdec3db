import type { ClientMethod } from "@codex/app-server-protocol/methods";
import type { AppServer } from "../app-server.js";
import { invalidRequest } from "../rpc-errors.js";

/** Methods that run programs on this machine: refused when threads run on other machines. */
const LOCAL_METHODS: ReadonlySet<string> = new Set<ClientMethod>([
  "command/exec",
  "process/spawn",
  "mcpServer/oauth/login",
  "mcpServer/resource/read",
  "mcpServer/tool/call",
  "mcpServerStatus/list",
]);

/** @throws RpcError -32600 */
export function refuseLocalMethod(server: AppServer, method: string): void {
  const { elsewhere } = server.home;
  if (elsewhere !== undefined && LOCAL_METHODS.has(method))
    throw invalidRequest(`${method} is not available: ${elsewhere}`);
}
