import { randomUUID } from "node:crypto";
import { nkeys } from "@nats-io/transport-node";

type KeyPair = ReturnType<typeof nkeys.createUser>;

export interface Operator {
  /** The server's configuration. */
  readonly conf: string;
  /** A credentials file of a user. */
  readonly creds: string;
  /** A credentials file of the same user that expires, at a time in seconds since 1970. */
  readonly credsUntil: (time: number) => string;
}

const NO_LIMIT = -1;
const ACCOUNT_LIMITS = Object.fromEntries(
  ["subs", "data", "payload", "imports", "exports", "conn", "leaf", "mem_storage", "disk_storage", "streams"]
    .concat("consumer")
    .map((name) => [name, NO_LIMIT]),
);

/** An operator, an account with JetStream and a user of it, as `nsc` would create them. */
export function makeOperator(): Operator {
  const [operator, account, system, user] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createAccount(),
    nkeys.createUser(),
  ];
  const limits = { ...ACCOUNT_LIMITS, wildcards: true };
  const accountJwt = signed(account, operator, { type: "account", limits });
  const systemJwt = signed(system, operator, {
    type: "account",
    limits: { ...limits, mem_storage: 0, disk_storage: 0 },
  });
  const about = { type: "user", pub: {}, sub: {}, subs: -1, data: -1, payload: -1 };
  const conf = `operator: ${signed(operator, operator, { type: "operator" })}
resolver: MEMORY
system_account: ${system.getPublicKey()}
resolver_preload: { ${account.getPublicKey()}: ${accountJwt}, ${system.getPublicKey()}: ${systemJwt} }
`;
  const seed = new TextDecoder().decode(user.getSeed());
  const credsWith = (jwt: string) => `${block("NATS USER JWT", jwt)}${block("USER NKEY SEED", seed)}`;
  return {
    conf,
    creds: credsWith(signed(user, account, about)),
    credsUntil: (time) => credsWith(signed(user, account, about, time)),
  };
}

function signed(subject: KeyPair, issuer: KeyPair, nats: Readonly<Record<string, unknown>>, exp?: number): string {
  const claims = {
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: "test",
    sub: subject.getPublicKey(),
    exp,
    nats: { ...nats, version: 2 },
  };
  const text = [{ typ: "JWT", alg: "ed25519-nkey" }, claims].map(encoded).join(".");
  return `${text}.${Buffer.from(issuer.sign(new TextEncoder().encode(text))).toString("base64url")}`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function block(name: string, content: string): string {
  return `-----BEGIN ${name}-----\n${content}\n------END ${name}------\n\n`;
}
