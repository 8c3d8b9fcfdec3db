import type { OptionSpec } from "./command-spec.js";

const SHARED_TOKEN = ["ws-token-file", "ws-token-sha256"];

/** How clients authenticate to a listening server. */
export const clientProofOptions: readonly OptionSpec[] = [
  {
    name: "ws-auth",
    value: "KIND",
    choices: ["capability-token", "signed-bearer-token"],
    summary:
      "How clients authenticate: with one shared token (the default if one is given), or each with a signed token",
  },
  {
    name: "ws-token-file",
    value: "FILE",
    completes: "files",
    summary: "A file with the token that clients must send; or set CODEX_APP_SERVER_TOKEN",
  },
  {
    name: "ws-token-sha256",
    value: "HEX",
    pattern: /^[0-9a-fA-F]{64}$/,
    conflicts: ["ws-token-file"],
    summary: "The token's SHA-256 digest instead, so that only clients have the token itself",
  },
  {
    name: "ws-shared-secret-file",
    value: "FILE",
    completes: "files",
    conflicts: SHARED_TOKEN,
    summary: "A file with the secret, at least 32 bytes long, that signs the tokens (JWT, HS256, with 'exp')",
  },
  {
    name: "ws-issuer",
    value: "ISSUER",
    conflicts: SHARED_TOKEN,
    summary: "The issuer that a signed token must name",
  },
  {
    name: "ws-audience",
    value: "AUDIENCE",
    conflicts: SHARED_TOKEN,
    summary: "The audience that a signed token must name",
  },
  {
    name: "ws-max-clock-skew-seconds",
    value: "SECONDS",
    pattern: /^\d{1,6}$/,
    conflicts: SHARED_TOKEN,
    summary: "How many seconds the signer's clock may differ from this one (default: 30)",
  },
];
