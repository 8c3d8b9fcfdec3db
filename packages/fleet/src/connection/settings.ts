import { readFile } from "node:fs/promises";
import { type Authenticator, credsAuthenticator, nkeyAuthenticator, type TlsOptions } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";

/** How to reach the fleet. Secrets stand in files. */
export interface FleetSettings {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`, separated by commas. */
  readonly url: string;
  /** A NATS credentials file: a user's JWT and its seed. */
  readonly credsFile?: string | undefined;
  /** A file with the seed of an NKEY. */
  readonly nkeyFile?: string | undefined;
  readonly tlsCaFile?: string | undefined;
  readonly tlsCertFile?: string | undefined;
  readonly tlsKeyFile?: string | undefined;
}

const SCHEMES = new Set(["nats:", "tls:"]);

/** @throws FleetError `settings-invalid` */
export function serversOf({ url }: Pick<FleetSettings, "url">): string[] {
  const servers = url.split(",").map((server) => server.trim());
  for (const server of servers) checkServer(server);
  return servers;
}

function checkServer(server: string): void {
  const parsed = URL.parse(server);
  if (parsed === null || !SCHEMES.has(parsed.protocol) || parsed.hostname === "")
    throw new FleetError("settings-invalid", "the address of a fleet looks like nats://HOST:4222");
  if (parsed.username !== "" || parsed.password !== "") {
    const instead = "name a file with them in config.toml: fleet.creds_file or fleet.nkey_file";
    throw new FleetError(
      "settings-invalid",
      `credentials do not belong into the fleet's address, which others see: ${instead}`,
    );
  }
}

/** What the client library needs of the files that the settings name. @throws FleetError `settings-invalid` */
export async function credentialsOf(
  settings: FleetSettings,
): Promise<{ readonly authenticator?: Authenticator[]; readonly tls?: TlsOptions }> {
  const { url, credsFile, nkeyFile, tlsCaFile: caFile, tlsCertFile: certFile, tlsKeyFile: keyFile } = settings;
  const authenticator = [
    ...(credsFile === undefined ? [] : [credsAuthenticator(await readSecret(credsFile))]),
    ...(nkeyFile === undefined ? [] : [nkeyAuthenticator(seedIn(await readSecret(nkeyFile)))]),
  ];
  const files = Object.entries({ caFile, certFile, keyFile }).filter((entry) => entry[1] !== undefined);
  const isTls = files.length > 0 || url.includes("tls://");
  return {
    ...(authenticator.length > 0 && { authenticator }),
    ...(isTls && { tls: Object.fromEntries(files) }),
  };
}

/** The seed stands on a line of its own; the file may say more. */
function seedIn(content: Uint8Array): Uint8Array {
  const seed = /^S[A-Z2-7]{50,}$/m.exec(Buffer.from(content).toString("utf8"))?.[0];
  if (seed === undefined)
    throw new FleetError("settings-invalid", "fleet.nkey_file has no line with the seed of an NKEY");
  return new TextEncoder().encode(seed);
}

async function readSecret(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new FleetError("settings-invalid", `the fleet's credentials cannot be read from ${file}`, { cause });
  }
}
