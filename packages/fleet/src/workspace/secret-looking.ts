const EXAMPLES = /(^|[._-])(example|sample|template|dist)$/;
const NAMES = new Set([
  ".git-credentials",
  ".htpasswd",
  ".netrc",
  "_netrc",
  ".npmrc",
  ".pgpass",
  ".pypirc",
  "auth.json",
  "credentials",
  "credentials.json",
  "id_dsa",
  "id_ecdsa",
  "id_ed25519",
  "id_rsa",
  "service-account.json",
]);
const ENDINGS = [".creds", ".jks", ".kdbx", ".key", ".keystore", ".nk", ".p12", ".pem", ".pfx", ".ppk"];

/** Whether a file name suggests a secret. Such files are not sent to other machines. */
export function isSecretLooking(file: string): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1).toLowerCase();
  if (EXAMPLES.test(name)) return false;
  if (name === ".env" || name.startsWith(".env.")) return true;
  return NAMES.has(name) || ENDINGS.some((ending) => name.endsWith(ending));
}
