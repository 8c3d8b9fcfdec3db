import type { Connection } from "@codex/jsonrpc";
import { askClient } from "../wire/ask-client.js";
import { PermissionAnswerSchema } from "../wire/client-answers.js";
import type { ClientAbilities } from "../wire/initialize.js";
import type { ToolCallUpdate } from "../wire/session-update.js";

export interface AskOptions {
  readonly sessionId: string;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  /** The session's working directory. */
  readonly folder: string;
}

export interface PermissionOption {
  readonly optionId: string;
  readonly name: string;
  readonly kind: "allow_once" | "allow_always" | "reject_once";
}

export const REJECT: PermissionOption = { optionId: "reject", name: "No, continue without it", kind: "reject_once" };

/** Returns the chosen option; undefined if the prompt was cancelled. */
export async function requestPermission(
  { connection, sessionId }: AskOptions,
  toolCall: ToolCallUpdate,
  options: readonly PermissionOption[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const params = { sessionId, toolCall, options };
  const { outcome } = PermissionAnswerSchema.parse(
    await askClient(connection, { method: "session/request_permission", params, signal }),
  );
  return outcome.outcome === "selected" ? outcome.optionId : undefined;
}
