import type { InitializeResponse } from "@codex/app-server-protocol/initialize";
import type { ClientIntroduction } from "./app-client.js";
import type { AppServerOptions } from "./app-server.js";

/** The protocol version that clients look for in the user agent: that of the Codex whose schemas we follow. */
export const APP_SERVER_WIRE_VERSION = "0.171.0";

/** `editor/0.171.0 (linux; codex-typescript 0.1.0) editor 1.2.3`: the protocol version first, then ours. */
export function userAgentFor({ platform, version }: AppServerOptions, client: ClientIntroduction): string {
  const comment = `(${platform}; codex-typescript ${version})`;
  return `${client.name}/${APP_SERVER_WIRE_VERSION} ${comment} ${client.name} ${client.version}`.replaceAll(
    /[^ -~]/g,
    "_",
  );
}

export function initializeResponse(options: AppServerOptions, client: ClientIntroduction): InitializeResponse {
  const { platform, codexHome } = options;
  return {
    userAgent: userAgentFor(options, client),
    codexHome,
    platformFamily: platform === "win32" ? "windows" : "unix",
    platformOs: PLATFORM_NAMES[platform] ?? platform,
  };
}

const PLATFORM_NAMES: Readonly<Record<string, string>> = { darwin: "macos", win32: "windows" };
