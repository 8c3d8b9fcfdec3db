import path from "node:path";
import type { Transport } from "@modelcontextprotocol/client";
import { readHelperHeaders } from "./headers-helper.js";
import { httpTransport } from "./http-transport.js";
import type { SentSecrets } from "./sent-secrets.js";
import type { ConnectionOptions } from "./server-connection.js";
import { serverEnvironment } from "./server-environment.js";
import { StdioTransport } from "./stdio-transport.js";

/**
 * The transport to a configured server; nothing is started or contacted yet.
 * @param secrets Gets what the server is given that nobody else should see, also later.
 */
export async function openTransport(options: ConnectionOptions, secrets: SentSecrets): Promise<Transport> {
  const { config, env, platform } = options;
  switch (config.transport) {
    case "streamable-http":
      return httpTransport(
        config,
        env,
        { name: options.name, store: options.credentials, fetch: options.fetch, secrets },
        (command, signal = options.signal) =>
          readHelperHeaders(command, {
            env: serverEnvironment(env, { env: {} }, platform),
            cwd: options.cwd,
            platform,
            signal,
          }),
      );
    case "stdio": {
      const { args } = config;
      secrets.addAll(config.env);
      const server = {
        command: expandHome(config.command, env),
        env: serverEnvironment(env, config, platform),
        cwd: path.resolve(options.cwd, expandHome(config.cwd ?? "", env)),
      };
      if (platform !== "win32") return new StdioTransport({ ...server, args });
      const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
      return new StdioClientTransport({ ...server, args: [...args], stderr: "ignore" });
    }
    default:
      return config satisfies never;
  }
}

/** A leading `~` is the user's home folder, as in a shell. */
function expandHome(written: string, { HOME: home }: ConnectionOptions["env"]): string {
  return home === undefined ? written : written.replace(/^~(?=\/|$)/, () => home);
}
