import path from "node:path";
import * as z from "zod/mini";
import { setting } from "../../setting.js";

export const FleetTomlSchema = z.object({
  url: setting(
    z.string(),
    "The address of the fleet's NATS server, `nats://HOST:PORT`; several are separated by commas.",
  ),
  creds_file: setting(z.string(), "A NATS credentials file (a JWT and its seed). Paths are relative to `CODEX_HOME`."),
  nkey_file: setting(z.string(), "A file with the seed of an NKEY."),
  tls_ca_file: setting(z.string(), "The CA certificates for the server's certificate."),
  tls_cert_file: setting(z.string(), "The client certificate, if the server requires one."),
  tls_key_file: setting(z.string(), "The key of the client certificate."),
});

/** How to connect to a fleet; file paths are absolute. */
export interface FleetConfig {
  readonly url: string | undefined;
  readonly credsFile: string | undefined;
  readonly nkeyFile: string | undefined;
  readonly tlsCaFile: string | undefined;
  readonly tlsCertFile: string | undefined;
  readonly tlsKeyFile: string | undefined;
}

/** `[fleet]` with its file paths made absolute. */
export function fleetConfigOf(fleet: z.infer<typeof FleetTomlSchema> | undefined, codexHome: string): FleetConfig {
  const file = (name: string | undefined) => name && path.resolve(codexHome, name);
  return {
    url: fleet?.url,
    credsFile: file(fleet?.creds_file),
    nkeyFile: file(fleet?.nkey_file),
    tlsCaFile: file(fleet?.tls_ca_file),
    tlsCertFile: file(fleet?.tls_cert_file),
    tlsKeyFile: file(fleet?.tls_key_file),
  };
}
