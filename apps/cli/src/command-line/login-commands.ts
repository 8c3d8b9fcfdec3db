import type { CommandSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";

export const loginCommand: CommandSpec = {
  name: "login",
  summary: "Log in with ChatGPT or an API key",
  description:
    "Without options, logs in with ChatGPT: in the browser, or with a code to enter on another device if no browser " +
    "can be opened (for example over SSH).",
  examples: ["codex login", "printenv OPENAI_API_KEY | codex login --with-api-key", "codex login status"],
  options: [
    configOption,
    { name: "with-api-key", summary: "Log in with the API key on standard input" },
    {
      name: "api-key",
      value: "KEY",
      summary: "Log in with KEY, which stays in your shell's history; '-' reads it from standard input",
    },
    { name: "device-auth", summary: "Log in with a code to enter on any device" },
    { name: "with-access-token", hidden: true, summary: "Not supported: reads an access token on standard input" },
    { name: "port", value: "PORT", summary: "The port on this machine that the browser returns to; default 1455" },
    { name: "experimental_issuer", value: "URL", hidden: true, summary: "Another authorization server" },
    { name: "experimental_client-id", value: "ID", hidden: true, summary: "Another OAuth client" },
  ],
  commands: [
    {
      name: "status",
      summary: "Show how you are logged in; exit status 1 when you are not",
      options: [configOption],
      load: () => import("../commands/login-status.js"),
    },
  ],
  load: () => import("../commands/login.js"),
};

export const logoutCommand: CommandSpec = {
  name: "logout",
  summary: "Delete the stored login",
  options: [configOption],
  load: () => import("../commands/logout.js"),
};
