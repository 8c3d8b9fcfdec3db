import type { Transport } from "@modelcontextprotocol/client";
import { readHelperHeaders } from "./headers-helper.js";
import { httpTransport } from "./http-transport.js";
import type { ConnectionOptions } from "./server-connection.js";
import { serverEnvironment } from "./server-environment.js";
import { StdioTransport } from "./stdio-transport.js";

/** The way to a server that its configuration names; nothing is started or reached yet. */
export async function openTransport(options: ConnectionOptions): Promise<Transport> {
  const { config, env, platform } = options;
  switch (config.transport) {
    case "streamable-http":
      return httpTransport(
        config,
        env,
        { name: options.name, store: options.credentials, fetch: options.fetch },
        (command) =>
          readHelperHeaders(command, {
            env: serverEnvironment(env, { env: {} }, platform),
            cwd: options.cwd,
            platform,
            signal: options.signal,
          }),
      );
    case "stdio": {
      const { command, args } = config;
      const server = { command, env: serverEnvironment(env, config, platform), cwd: config.cwd ?? options.cwd };
      if (platform !== "win32") return new StdioTransport({ ...server, args });
      const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
      return new StdioClientTransport({ ...server, args: [...args], stderr: "ignore" });
    }
    default:
      return config satisfies never;
  }
}
