import type { TLSSocket } from "node:tls";
import type { Environment } from "../../environment.js";
import { proxyVariables } from "./proxy.js";
import { whenConnected } from "./when-connected.js";

const LIMIT_MS = 5_000;
const MAX_LENGTH = 200;

interface UntrustedServer {
  readonly url: URL;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/**
 * Who issued a refused certificate, as in `CN=Proxy CA, O=Example Corp`. Node tells this about an open connection only, so this opens
 * another one, which accepts any certificate and sends nothing to the server. Undefined if that fails.
 */
export async function certificateIssuer({ url, env, signal }: UntrustedServer): Promise<string | undefined> {
  const { default: https } = await import("node:https");
  const agent = new https.Agent({ proxyEnv: proxyVariables(env), rejectUnauthorized: false });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const request = https.request(url, { agent, signal: limit });
  try {
    return await new Promise((resolve) => {
      request.on("error", () => resolve(undefined));
      request.once("socket", (socket) =>
        whenConnected(socket, () =>
          resolve("getPeerCertificate" in socket ? issuerOf(socket as TLSSocket) : undefined),
        ),
      );
      // An abort while a proxy tunnel is being set up emits nothing.
      limit.addEventListener("abort", () => resolve(undefined), { once: true });
    });
  } finally {
    request.destroy();
    agent.destroy();
  }
}

/** On one line, since the server chose it. */
function issuerOf(socket: TLSSocket): string | undefined {
  const { issuer = {} } = socket.getPeerCertificate();
  const parts = Object.entries(issuer).map(([name, value]) => `${name}=${[value ?? []].flat().join("+")}`);
  const text = parts.reverse().join(", ");
  return text === "" ? undefined : text.replace(/[\0-\x1f\x7f-\x9f]+/g, " ").slice(0, MAX_LENGTH);
}
