import { type Environment, environmentValue } from "../../environment.js";
import { readSmallFile } from "../../files/read-small-file.js";

const MAX_BYTES = 16 * 1024 * 1024;

/** Variables that name a PEM file of certificate authorities to trust on top of the usual ones. */
const FILE_VARIABLES = ["CODEX_CA_CERTIFICATE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"] as const;

/**
 * The authorities to trust: Node's own, those of the files that the environment names, and with `system` those of the
 * operating system. `undefined`: only Node's own. A file that cannot be read is left out; `certificateFiles` tells of it.
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

/** A certificate file that the environment names. */
export interface CertificateFile {
  readonly variable: string;
  readonly path: string;
  /** Absent: the file could not be read, or holds no certificate. */
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
