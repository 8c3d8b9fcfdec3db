import type { OptionSpec } from "./command-spec.js";

const SHARED_TOKEN = ["ws-token-file", "ws-token-sha256"];

/** How clients of a server that waits for them prove themselves. */
export const clientProofOptions: readonly OptionSpec[] = [
  {
    name: "ws-auth",
    value: "KIND",
    choices: ["capability-token", "signed-bearer-token"],
    summary:
      "What clients have to send: one token for all (the default where one is given), or signed ones of their own",
  },
  {
    name: "ws-token-file",
    value: "FILE",
    completes: "files",
    summary: "A file with the token that clients have to send; or set CODEX_APP_SERVER_TOKEN",
  },
  {
    name: "ws-token-sha256",
    value: "HEX",
    pattern: /^[0-9a-fA-F]{64}$/,
    conflicts: ["ws-token-file"],
    summary: "The token's SHA-256 digest in its place: the token itself stays with the clients",
  },
  {
    name: "ws-shared-secret-file",
    value: "FILE",
    completes: "files",
    conflicts: SHARED_TOKEN,
    summary: "A file with the secret, of at least 32 bytes, by which signed tokens are made (JWT, HS256, with 'exp')",
  },
  {
    name: "ws-issuer",
    value: "ISSUER",
    conflicts: SHARED_TOKEN,
    summary: "What a signed token has to name as its issuer",
  },
  {
    name: "ws-audience",
    value: "AUDIENCE",
    conflicts: SHARED_TOKEN,
    summary: "What a signed token has to be meant for",
  },
  {
    name: "ws-max-clock-skew-seconds",
    value: "SECONDS",
    pattern: /^\d{1,6}$/,
    conflicts: SHARED_TOKEN,
    summary: "How far the clock of who signs may be from this one (default: 30)",
  },
];
