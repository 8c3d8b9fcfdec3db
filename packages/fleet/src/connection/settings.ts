import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import { type Authenticator, credsAuthenticator, nkeyAuthenticator, type TlsOptions } from "@nats-io/transport-node";
import { FleetError } from "../fleet-error.js";

/** How to reach the fleet. Secrets are in files. */
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

/**
 * The client library's options for the files in the settings. Credentials are read again for each connection, so that expiring ones can
 * be renewed. @throws FleetError `settings-invalid`
 */
export async function credentialsOf(
  settings: FleetSettings,
): Promise<{ readonly authenticator?: Authenticator[]; readonly tls?: TlsOptions }> {
  const { url, credsFile, nkeyFile, tlsCaFile: caFile, tlsCertFile: certFile, tlsKeyFile: keyFile } = settings;
  const authenticator = [
    ...(credsFile === undefined ? [] : [credsAuthenticator(await renewable(credsFile, credsIn))]),
    ...(nkeyFile === undefined ? [] : [nkeyAuthenticator(await renewable(nkeyFile, seedIn))]),
  ];
  const files = Object.entries({ caFile, certFile, keyFile }).filter((entry) => entry[1] !== undefined);
  for (const [, file = ""] of files) await readSetting(file);
  const isTls = files.length > 0 || url.includes("tls://");
  return {
    ...(authenticator.length > 0 && { authenticator }),
    ...(isTls && { tls: { ...Object.fromEntries(files), ...identityOf(serversOf({ url })) } }),
  };
}

/** Reads the file anew each time; keeps the latest valid content while the file is incomplete. */
async function renewable(file: string, contentOf: (content: Buffer, file: string) => Uint8Array) {
  let latest = contentOf(await readSetting(file), file);
  return () => {
    try {
      latest = contentOf(readFileSync(file), file);
    } catch {}
    return latest;
  };
}

function credsIn(content: Buffer, file: string): Uint8Array {
  if (/BEGIN NATS USER JWT[\s\S]*BEGIN USER NKEY SEED/.test(content.toString("utf8"))) return content;
  throw new FleetError("settings-invalid", `${file} (fleet.creds_file) is not the credentials file of a NATS user`);
}

/** The seed is on a line of its own; the file may contain more. */
function seedIn(content: Buffer, file: string): Uint8Array {
  const seed = /^S[A-Z2-7]{50,}$/m.exec(content.toString("utf8"))?.[0];
  if (seed === undefined)
    throw new FleetError("settings-invalid", `${file} (fleet.nkey_file) has no line with the seed of an NKEY`);
  return new TextEncoder().encode(seed);
}

async function readSetting(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new FleetError("settings-invalid", `${file}, which the fleet's settings name, cannot be read`, { cause });
  }
}

/** The library gives Node no host name for servers that are named by address. Node would check `localhost` instead of the address. */
function identityOf(servers: readonly string[]): TlsOptions {
  const hosts = servers.map((server) => new URL(server).hostname);
  const addresses = hosts.map((host) => host.replace(/^\[|\]$/g, "")).filter((host) => isIP(host) !== 0);
  const check: typeof checkServerIdentity = (host, certificate) => {
    const isNameless = host === "localhost" && addresses.length > 0;
    const names = isNameless ? [...addresses, ...hosts.filter((name) => name === host)] : [host];
    const problems = names.map((name) => checkServerIdentity(name, certificate));
    return problems.includes(undefined) ? undefined : problems[0];
  };
  // The library passes unknown options on to Node.
  const more = { handshakeFirst: false, checkServerIdentity: check };
  return more;
}
