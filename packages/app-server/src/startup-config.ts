import { CodexError, type Config } from "@codex/core";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { APP_SERVER_WIRE_VERSION } from "./initialize-response.js";
import { requirementsAnswer } from "./requests/config-requirements.js";

/** Whether a server could start with a configuration, as JSON for the program that would start it. */
export type StartupConfig =
  | { readonly isUsable: true; readonly json: object }
  | { readonly isUsable: false; readonly json: object };

/** Loads the configuration as a server would: what the administrator requires, or why nothing can start. */
export async function readStartupConfig(load: () => Promise<Config>): Promise<StartupConfig> {
  try {
    const { requirements } = await load();
    const configRequirements = requirementsAnswer(requirements);
    return { isUsable: true, json: { appServerVersion: APP_SERVER_WIRE_VERSION, configRequirements } };
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return { isUsable: false, json: { error: errorOf(error) } };
  }
}

function errorOf({ message, location }: CodexError) {
  const { file = null, line = null, column = null } = location ?? {};
  return {
    code: ErrorCode.invalidRequest,
    data: { reason: "configLoad", filePath: file, line, column, detail: message },
    message: `failed to load configuration: ${message}`,
  };
}
