import type { Config } from "../config/config.js";
import { createChildEnvironment } from "./exec-environment.js";

/** The part of a session that its commands learn about. */
export interface CommandPlace {
  readonly id: string;
  readonly version: string;
  readonly config: Pick<Config, "shellEnvironmentPolicy" | "env">;
  readonly agentPlace?: { readonly rootId: string } | undefined;
}

/**
 * The environment of a session's command, which also names its session, thread and call. No policy removes these names, as in codex-rs:
 * those of another Codex, in which this one may run, would mislead a script.
 */
export function placedEnvironment(
  { id, version, config: { shellEnvironmentPolicy, env }, agentPlace }: CommandPlace,
  callId?: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { CODEX_TOOL_CALL_ID: _ofOuterCall, ...inherited } = createChildEnvironment(shellEnvironmentPolicy, env);
  return {
    ...inherited,
    ...more,
    CODEX_SESSION_ID: agentPlace?.rootId ?? id,
    CODEX_THREAD_ID: id,
    CODEX_VERSION: version,
    ...(callId !== undefined && CALL_ID.test(callId) && { CODEX_TOOL_CALL_ID: callId }),
  };
}

/** The model's server chooses it: a NUL, or more than the system takes, would keep the command from starting. */
const CALL_ID = /^[^\0]{1,1024}$/;
