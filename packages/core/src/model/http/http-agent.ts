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
 * Agents keep connections open between requests, so all conversations share one per environment. Unused connections do not keep the
 * process alive.
 */
const agentsOf = new WeakMap<Environment, Agents>();

/** The agent for requests with this protocol: it uses the environment's proxies and trusts its certificates. */
export function agentFor(protocol: "http:" | "https:", env: Environment): Promise<Agent> {
  const agents = knownAgents(env);
  return protocol === "https:" ? agents.secure() : agents.plain();
}

/**
 * From now on, also trusts the operating system's authorities. Loading them takes a while and only company proxies need them, so
 * this waits until an unknown certificate appears. False if they were trusted already.
 */
export function trustSystemStore(env: Environment): boolean {
  const agents = knownAgents(env);
  if (agents.trustsSystem) return false;
  agents.trustsSystem = true;
  agents.secure = once(() => createSecureAgent(env, { system: true }));
  return true;
}

function knownAgents(env: Environment): Agents {
  const known = agentsOf.get(env);
  if (known !== undefined) return known;
  const agents = {
    plain: once(() => createPlainAgent(env)),
    secure: once(() => createSecureAgent(env, { system: false })),
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

async function createSecureAgent(env: Environment, trusts: { readonly system: boolean }): Promise<Agent> {
  const [{ default: https }, tls, ca] = await Promise.all([
    import("node:https"),
    import("node:tls"),
    trustedCertificates(env, trusts),
  ]);
  // Created once: with hundreds of authorities it costs more than a connection.
  const secureContext = tls.createSecureContext(ca === undefined ? {} : { ca });
  return new https.Agent({ keepAlive: true, proxyEnv: proxyVariables(env), secureContext });
}
