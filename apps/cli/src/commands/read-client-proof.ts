import { createHash } from "node:crypto";
import path from "node:path";
import type { ClientProof } from "@codex/app-server/listen";
import { readGivenFile } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { readServerToken } from "./server-token.js";

const SIGNED_OPTIONS = ["ws-shared-secret-file", "ws-issuer", "ws-audience", "ws-max-clock-skew-seconds"];
/** As long as the output of the signature's hash: a shorter secret could be guessed from a single token. */
const MIN_SECRET_BYTES = 32;

export type ReadProof =
  | { readonly type: "read"; readonly proof: ClientProof | undefined }
  | { readonly type: "usage-error"; readonly message: string };

/** How clients must authenticate, according to the command line. */
export async function readClientProof(invocation: Invocation, io: Io): Promise<ReadProof> {
  const kind = invocation.option("ws-auth");
  if (kind === "signed-bearer-token") return readSigned(invocation, io);
  const stray = SIGNED_OPTIONS.find((name) => invocation.has(name));
  if (stray !== undefined) return usageError(`--${stray} requires --ws-auth signed-bearer-token`);
  const sha256 = invocation.option("ws-token-sha256");
  if (sha256 !== undefined) return { type: "read", proof: { type: "token", sha256 } };
  const token = await readServerToken({ file: invocation.option("ws-token-file") }, io);
  if (token !== undefined) return { type: "read", proof: { type: "token", sha256: digestOf(token) } };
  if (kind === undefined) return { type: "read", proof: undefined };
  return usageError("--ws-auth capability-token needs --ws-token-file, --ws-token-sha256 or CODEX_APP_SERVER_TOKEN");
}

async function readSigned(invocation: Invocation, io: Io): Promise<ReadProof> {
  if (invocation.has("ws-token-file") || invocation.has("ws-token-sha256")) {
    return usageError("--ws-token-file and --ws-token-sha256 require --ws-auth capability-token");
  }
  const file = invocation.option("ws-shared-secret-file");
  if (file === undefined) return usageError("--ws-auth signed-bearer-token needs --ws-shared-secret-file");
  const bytes = await readGivenFile(path.resolve(io.cwd, file), { signal: io.signal });
  const secret = Buffer.from(Buffer.from(bytes).toString("utf8").trim());
  if (secret.length < MIN_SECRET_BYTES) {
    throw new Error(
      `the secret in ${file} is shorter than ${MIN_SECRET_BYTES} bytes; 'openssl rand -hex 32' makes one`,
    );
  }
  const skew = invocation.option("ws-max-clock-skew-seconds");
  return {
    type: "read",
    proof: {
      type: "signed-token",
      secret,
      issuer: invocation.option("ws-issuer"),
      audience: invocation.option("ws-audience"),
      clockSkewSeconds: skew === undefined ? undefined : Number(skew),
    },
  };
}

const usageError = (message: string): ReadProof => ({ type: "usage-error", message });
const digestOf = (token: string): string => createHash("sha256").update(token).digest("hex");
