import type { Config } from "@codex/core";
import { type ConnectOptions, connectFleet, type Fleet } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** The fleet of the command line, otherwise of `CODEX_FLEET`, otherwise of the configuration, whose secrets are in separate files. */
export async function openFleet(
  invocation: Invocation,
  io: Io,
  { fleet }: Pick<Config, "fleet">,
  options: Pick<ConnectOptions, "name" | "leaseMs" | "onLink"> = { name: "codex" },
): Promise<Fleet> {
  const url = invocation.option("fleet") ?? io.env["CODEX_FLEET"] ?? fleet.url;
  if (url === undefined || url === "") {
    throw new Error("which fleet? Pass --fleet nats://HOST:4222, or set CODEX_FLEET, or fleet.url in config.toml");
  }
  return connectFleet({ ...fleet, url, ...options });
}
