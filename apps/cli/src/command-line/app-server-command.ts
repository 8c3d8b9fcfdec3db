import { clientProofOptions } from "./client-proof-options.js";
import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { generateAppServerCommands } from "./generate-commands.js";
import { fleetOption, onFleetOptions } from "./options.js";
import { unsupportedByAppServer } from "./unsupported-commands.js";

const proxyCommand: CommandSpec = {
  name: "proxy",
  summary: "Connect standard input and output to the socket of a server on this machine",
  description: "A client on another machine can use it to reach a server through a remote shell.",
  examples: ["ssh HOST codex app-server proxy"],
  options: [
    configOption,
    {
      name: "sock",
      value: "PATH",
      completes: "files",
      summary: "The socket (default: that of 'codex app-server --listen unix://')",
    },
  ],
  load: () => import("../commands/app-server-proxy.js"),
};

const command: CommandSpec = {
  name: "app-server",
  summary: "Serve threads to editors and other clients, on standard input and output",
  isServer: true,
  options: [
    configOption,
    {
      name: "listen",
      value: "URL",
      summary:
        "Wait for clients at ws://127.0.0.1:PORT or unix://PATH, or serve one on standard streams with stdio:// (the default)",
    },
    { name: "stdio", hidden: true, conflicts: ["listen"], summary: "The same as --listen stdio://" },
    ...clientProofOptions,
    {
      name: "print-startup-config",
      conflicts: ["listen", "stdio", "fleet"],
      summary: "Only check the configuration, and print what the administrator requires as JSON",
    },
    { name: "startup-client-info", value: "JSON", hidden: true, summary: "No effect: no request needs it" },
    { name: "analytics-default-enabled", hidden: true, summary: "No effect: no usage data is collected" },
    {
      ...fleetOption,
      summary: "Serve the threads of a fleet, run by its workers: nats://HOST:PORT",
    },
    ...onFleetOptions.filter(({ name }) => name === "label" || name === "shared"),
  ],
  examples: [
    "codex app-server",
    "codex app-server --listen unix://$HOME/codex.sock",
    "codex app-server --listen ws://127.0.0.1:4500 --ws-token-file ~/.codex/token",
    "codex app-server --fleet nats://127.0.0.1:4222",
  ],
  commands: [proxyCommand, ...generateAppServerCommands],
  later: unsupportedByAppServer,
  load: () => import("../commands/app-server.js"),
};

/** The command that editors and clients talk to. */
export function appServerCommand(): CommandSpec {
  return command;
}
