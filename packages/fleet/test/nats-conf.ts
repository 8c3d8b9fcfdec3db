import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { closedPort } from "@codex/test-support";
import { nkeys } from "@nats-io/transport-node";

export const hasNats = works("nats-server", "--version");
export const hasOpenssl = works("openssl", "version");

function works(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A real NATS server with a configuration file, in a folder of its own. */
export interface ConfiguredNats extends AsyncDisposable {
  readonly port: number;
  /** The absolute path of a file in the folder. */
  file(name: string): string;
}

/** `configure` may create files in the folder. It returns the configuration without the port and the storage folder. */
export async function startConfiguredNats(
  configure: (file: (name: string) => string) => Promise<string>,
): Promise<ConfiguredNats> {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-nats-conf-"));
  const file = (name: string) => path.join(folder, name);
  const port = await closedPort();
  const own = `listen: 127.0.0.1:${port}\njetstream { store_dir: ${JSON.stringify(file("store"))} }\n`;
  await writeFile(file("nats.conf"), own + (await configure(file)));
  const server = await startServer(["-c", file("nats.conf")]);
  return {
    port,
    file,
    async [Symbol.asyncDispose]() {
      server.kill("SIGKILL");
      await once(server, "exit");
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** Starts `nats-server`; settles when it accepts connections. */
export async function startServer(args: readonly string[]): Promise<ChildProcess> {
  const server = spawn("nats-server", [...args], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      if (log.includes("Server is ready")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`nats-server ended:\n${log}`)));
  });
  return server;
}

/** Creates `NAME.pem` and `NAME.key`: a self-signed certificate for this machine. */
export function makeCertificate(
  file: (name: string) => string,
  name: string,
  places = "DNS:localhost,IP:127.0.0.1",
): void {
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const about = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=${places}`];
  execFileSync("openssl", [...request, ...about, "-keyout", file(`${name}.key`), "-out", file(`${name}.pem`)], {
    stdio: "ignore",
  });
}

/** The NKEY of a user: the public part for the server, and the seed for the user's file. */
function makeNkey(): { readonly publicKey: string; readonly seed: string } {
  const pair = nkeys.createUser();
  return { publicKey: pair.getPublicKey(), seed: new TextDecoder().decode(pair.getSeed()) };
}

const FLEET_PAGE = new URL("../../../docs/fleet.md", import.meta.url);
const USERS = ["ACME_WORKER", "ACME_CLIENT", "GLOBEX_WORKER", "GLOBEX_CLIENT"] as const;
/** A user in the documentation's configuration. */
export type DocumentedUser = (typeof USERS)[number];

/** The only code block with that language on the documentation's page about fleets. */
export async function documentedBlock(language: string): Promise<string> {
  const page = await readFile(FLEET_PAGE, "utf8");
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";
}

/** The documentation's server configuration without port and storage folder. The users' seeds are in files with the users' names. */
export async function documentedTenants(file: (name: string) => string): Promise<string> {
  let conf = (await documentedBlock("conf")).replace(/^(listen|jetstream).*$/gm, "");
  for (const user of USERS) {
    const { publicKey, seed } = makeNkey();
    conf = conf.replace(`"${user}"`, `"${publicKey}"`);
    await writeFile(file(user), `${seed}\n`, { mode: 0o600 });
  }
  return conf;
}
