import { type Environment, environmentValue } from "../../environment.js";
import { readSmallFile } from "../../files/read-small-file.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** Variables that name a PEM file of additional certificate authorities. */
const FILE_VARIABLES = ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] as const;

/**
 * The authorities to trust: Node's own, those of files named in the environment, and with `system` those of the operating system.
 * `undefined`: only Node's own. Skips unreadable files; `certificateFiles` reports them.
 */
export async function trustedCertificates(
  env: Environment,
  { system }: { readonly system: boolean },
): Promise<string[] | undefined> {
  const added = (await certificateFiles(env)).flatMap(({ pem }) => (pem === undefined ? [] : [pem]));
  const { default: tls } = await import("node:tls");
  if (system) added.push(...tls.getCACertificates("system"));
  return added.length === 0 ? undefined : [...tls.getCACertificates("default"), ...added];
}

/** A certificate file named in the environment. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  /** Absent if the file could not be read or contains no certificate. */
  readonly pem?: string | undefined;
}

export async function certificateFiles(env: Environment): Promise<CertificateFile[]> {
  const named = FILE_VARIABLES.flatMap((variable) => {
    const path = environmentValue(env, variable);
    return path === undefined ? [] : [{ variable, path }];
  });
  return Promise.all(named.map(async (file) => ({ ...file, pem: await readPem(file.path) })));
}

async function readPem(path: string): Promise<string | undefined> {
  const text = await readSmallFile(path, MAX_BYTES);
  return text?.includes("-----BEGIN CERTIFICATE-----") === true ? text : undefined;
}
