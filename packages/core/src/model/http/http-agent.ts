import type { Agent } from "node:http";
import type { Environment } from "../../environment.js";
import { trustedCertificates } from "./certificates.js";
import { proxyVariables } from "./proxy.js";

interface Agents {
  readonly plain: () => Promise<Agent>;
  secure: () => Promise<Agent>;
  trustsSystem: boolean;
}

/**
 * Agents keep connections open between requests, so one per environment serves every conversation. They hold no process
 * open: Node lets go of connections that are not in use.
 */
const agentsOf = new WeakMap<Environment, Agents>();

/** The agent for requests to a URL of this protocol: through the environment's proxies, trusting its certificates. */
export function agentFor(protocol: "http:" | "https:", env: Environment): Promise<Agent> {
  const agents = knownAgents(env);
  return protocol === "https:" ? agents.secure() : agents.plain();
}

/**
 * From now on the authorities of the operating system count too. They take a while to load, and only a company's proxy
 * needs them, so a certificate that we do not know comes first. False: they counted already.
 */
export function trustSystemStore(env: Environment): boolean {
  const agents = knownAgents(env);
  if (agents.trustsSystem) return false;
  agents.trustsSystem = true;
  agents.secure = once(() => createSecureAgent(env, true));
  return true;
}

function knownAgents(env: Environment): Agents {
  const known = agentsOf.get(env);
  if (known !== undefined) return known;
  const agents = {
    plain: once(() => createPlainAgent(env)),
    secure: once(() => createSecureAgent(env, false)),
    trustsSystem: false,
  };
  agentsOf.set(env, agents);
  return agents;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function createPlainAgent(env: Environment): Promise<Agent> {
  const { default: http } = await import("node:http");
  return new http.Agent({ keepAlive: true, proxyEnv: proxyVariables(env) });
}

async function createSecureAgent(env: Environment, system: boolean): Promise<Agent> {
  const [{ default: https }, tls, ca] = await Promise.all([
    import("node:https"),
    import("node:tls"),
    trustedCertificates(env, { system }),
  ]);
  // Made once: with hundreds of authorities it costs more than a connection.
  const secureContext = tls.createSecureContext(ca === undefined ? {} : { ca });
  return new https.Agent({ keepAlive: true, proxyEnv: proxyVariables(env), secureContext });
}
