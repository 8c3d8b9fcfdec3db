import { CodexError } from "@codex/core";
import type { AppClient } from "./app-client.js";
import type { AppServer } from "./app-server.js";

/** Sends a client the problems of the configuration, before a request fails because of them. */
export async function sendConfigWarnings(server: AppServer, client: AppClient): Promise<void> {
  try {
    const { warnings } = await (await server.host()).loadConfig({}, []);
    for (const summary of warnings) void client.notify("configWarning", { summary, details: null });
  } catch (error) {
    if (!(error instanceof CodexError) || error.code !== "config-invalid") return;
    void client.notify("configWarning", configFault(error));
  }
}

function configFault({ message, location }: CodexError) {
  const summary = "The configuration cannot be used";
  if (location === undefined) return { summary, details: message };
  const at = { line: location.line, column: location.column };
  return { summary, details: message, path: location.file, range: { start: at, end: at } };
}
