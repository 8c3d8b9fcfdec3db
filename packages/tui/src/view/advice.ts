import type { TurnError } from "@codex/core";

const CHECK_NETWORK = "Nothing is lost: check the network, then say 'continue'.";
const CONTINUE_LATER = "Nothing is lost: say 'continue' later.";
const OTHER_MODEL = "Choose another model with /model.";
const OTHER_LOGIN = "Choose another login with 'codex login', or another model with /model.";

/** Advice for the user; undefined if the message already has it, or nothing helps. */
export function adviceFor({ code, message, httpStatus, serverCode }: TurnError): string | undefined {
  switch (code) {
    case "auth-required":
      return "Log in with 'codex login', or set the provider's key; then send the message again.";
    case "environment-variable-missing":
      return "Set it in your shell or in ~/.codex/.env and start again.";
    case "mcp-server-required":
      return "Fix it, or remove `required` from it in config.toml; 'codex mcp list' shows the servers.";
    case "connection-failed":
      return CHECK_NETWORK;
    case "stream-disconnected":
      // The network is fine if the server itself ended its answer with an error.
      return httpStatus === undefined && serverCode === undefined ? CHECK_NETWORK : CONTINUE_LATER;
    case "retry-limit-reached":
      return CONTINUE_LATER;
    case "server-overloaded":
      return "Nothing is lost: say 'continue' later, or choose another model with /model.";
    case "usage-limit-reached":
      return "Nothing is lost: continue when the limit is reset, or choose another model with /model.";
    case "usage-not-included":
      return OTHER_LOGIN;
    case "context-window-exceeded":
      return "Make room with /compact, or start over with /new.";
    case "sandbox-unavailable":
      return "'codex doctor' says what is missing.";
    case "model-not-found":
      return OTHER_MODEL;
    case "unexpected-status":
      if (/model/i.test(message)) return OTHER_MODEL;
      return /^unexpected status 403/.test(message) ? OTHER_LOGIN : undefined;
    default:
      return undefined;
  }
}
