import path from "node:path";
import type { SandboxPolicy } from "@codex/app-server-protocol/policies";
import { sandboxFromWire } from "@codex/app-server-protocol/sandbox-settings";
import type { TurnSettings } from "@codex/core";
import { invalidRequest } from "../rpc-errors.js";

/** Throws -32600 for relative folders, since it is unknown what they are relative to. */
export function requestedSandbox(policy: SandboxPolicy): TurnSettings["sandboxPolicy"] {
  const settings = sandboxFromWire(policy);
  const roots = (settings.mode === "workspace-write" && settings.writable_roots) || [];
  const relative = roots.find((root) => !path.isAbsolute(root));
  if (relative !== undefined) throw invalidRequest(`a writable root must be an absolute path: ${relative}`);
  return settings;
}
