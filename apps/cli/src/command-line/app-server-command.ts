import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import { generateAppServerCommands } from "./generate-commands.js";
import { laterAppServerCommands } from "./later-commands.js";
import { fleetOption, onFleetOptions } from "./options.js";

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
        "Wait for clients: ws://127.0.0.1:PORT, unix://PATH, or stdio:// for the one on standard streams (the default)",
    },
    { name: "stdio", hidden: true, conflicts: ["listen"], summary: "The same as --listen stdio://" },
    {
      name: "ws-token-file",
      value: "FILE",
      completes: "files",
      summary: "A file with the token that clients have to send; or set CODEX_APP_SERVER_TOKEN",
    },
    {
      ...fleetOption,
      summary: "Serve the threads of that fleet, whose workers run them: nats://HOST:PORT",
    },
    ...onFleetOptions.filter(({ name }) => name === "label" || name === "shared"),
  ],
  examples: [
    "codex app-server",
    "codex app-server --listen unix://$HOME/codex.sock",
    "codex app-server --listen ws://127.0.0.1:4500 --ws-token-file ~/.codex/token",
    "codex app-server --fleet nats://127.0.0.1:4222",
  ],
  commands: generateAppServerCommands,
  later: laterAppServerCommands,
  load: () => import("../commands/app-server.js"),
};

/** What editors and clients speak with Codex. */
export function appServerCommand(): CommandSpec {
  return command;
}
