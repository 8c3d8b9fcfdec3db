import { expect, test } from "vitest";
import { isSecretLooking } from "./secret-looking.js";

test.each([".env", "app/.env.production", "deploy/id_ed25519", "tls/server.PEM", ".npmrc", "fleet.creds", "a.nk"])(
  "%s looks secret",
  (name) => expect(isSecretLooking(name)).toBe(true),
);

test.each([".env.example", "src/env.ts", ".environment", "keys.ts", "docs/pem.md", "id_ed25519.pub", "monkey.js"])(
  "%s does not",
  (name) => expect(isSecretLooking(name)).toBe(false),
);
