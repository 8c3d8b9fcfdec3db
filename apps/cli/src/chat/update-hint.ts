import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { replaceFile } from "@codex/private-files";
import * as z from "zod/mini";
import type { Io } from "../io.js";

/** The package name for `npm install -g`. */
const PACKAGE = "@codex/cli";
/** In CODEX_HOME: the newest version known from the registry. */
const FILE = "newest-version.json";
const HEARD_FOR_MS = 20 * 60 * 60 * 1000;
const NPM_TIMEOUT_MS = 30_000;

const NewestSchema = z.object({ version: z.string(), askedAt: z.number() });
type Newest = z.infer<typeof NewestSchema>;

export interface UpdateHintOptions {
  readonly codexHome: string;
  readonly io: Pick<Io, "env" | "platform" | "version" | "isRelease">;
  /** Cancels a pending query. */
  readonly signal: AbortSignal;
}

export interface UpdateHint {
  /** One line for people; undefined if no newer version is known. */
  readonly hint: string | undefined;
  /** Settles when npm has been queried, if that was due; never rejects. */
  readonly asked: Promise<void>;
}

const NOTHING: UpdateHint = { hint: undefined, asked: Promise.resolve() };

/**
 * Reports a newer version that an earlier start has learned of, so that no start waits for the network. At most every 20 hours, npm is
 * queried with the user's own settings (registry, proxy), for the next start. Only release builds do this, since in a registry the name of
 * any other build could belong to somebody else. In CI, nothing is queried or reported.
 */
// Differs from codex-rs: off unless configured, and npm makes the query.
export async function updateHint({ codexHome, io, signal }: UpdateHintOptions): Promise<UpdateHint> {
  if (io.isRelease !== true || io.env["CI"]) return NOTHING;
  const file = path.join(codexHome, FILE);
  const newest = await readNewest(file);
  const isDue = newest === undefined || Math.abs(Date.now() - newest.askedAt) > HEARD_FOR_MS;
  return {
    hint: newest !== undefined && isNewer(newest.version, io.version) ? hintOf(newest.version, io.version) : undefined,
    asked: isDue ? ask(file, { codexHome, io, signal }).catch(() => undefined) : Promise.resolve(),
  };
}

const hintOf = (newest: string, version: string): string =>
  `version ${newest} is out, this is ${version}: npm install -g ${PACKAGE}@${newest}`;

async function readNewest(file: string): Promise<Newest | undefined> {
  try {
    return NewestSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined; // Missing or invalid: it is rewritten.
  }
}

async function ask(file: string, { codexHome, io, signal }: UpdateHintOptions): Promise<void> {
  const isWindows = io.platform === "win32";
  const { stdout } = await promisify(execFile)("npm", ["view", PACKAGE, "version"], {
    // Not in the project, whose .npmrc may name any registry.
    cwd: codexHome,
    env: environmentOfNpm(io.env),
    shell: isWindows,
    timeout: NPM_TIMEOUT_MS,
    maxBuffer: 1024,
    signal,
  });
  const version = stdout.trim();
  if (numbersOf(version) === undefined) return;
  await replaceFile(file, JSON.stringify({ version, askedAt: Date.now() } satisfies Newest));
}

/** The variables that npm needs, including the user's npm settings, without secrets for other programs. */
function environmentOfNpm(env: Io["env"]): Record<string, string | undefined> {
  const isWanted =
    /^(path|home|userprofile|appdata|localappdata|systemroot|comspec|pathext|te?mp|tmpdir|npm_config_.*|(https?_|no_|all_)?proxy|node_extra_ca_certs|ssl_cert_file)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => isWanted.test(name)));
}

function isNewer(candidate: string, version: string): boolean {
  const [theirs, ours] = [numbersOf(candidate), numbersOf(version)];
  if (theirs === undefined || ours === undefined) return false;
  const at = theirs.findIndex((number, index) => number !== ours[index]);
  return at >= 0 && (theirs[at] ?? 0) > (ours[at] ?? 0);
}

/** Undefined for anything but a plain version: prereleases are not reported. */
function numbersOf(version: string): readonly number[] | undefined {
  return /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version)?.slice(1).map(Number);
}
