// Runs in a Worker or a process of its own and imports nothing of this project, so that it works from source and beside any bundle.
import { type SpawnOptions, spawn } from "node:child_process";
import { accessSync, closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chdir, execve } from "node:process";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import koffi from "koffi";

/**
 * Landlock, seccomp and no_new_privs bind the calling thread and what it starts from then on. So this thread restricts itself
 * once and then starts commands by order of the main thread, which stays free.
 */
export interface SandboxWorkerSetup {
  /** Folders that may be written besides `/dev/null`; undefined leaves the file system alone. */
  readonly writableFolders: readonly string[] | undefined;
  /** What may be read with everything below it; folders are listed anyway. Default: everything. */
  readonly readablePaths?: readonly string[] | undefined;
  /** Whether abstract sockets of processes outside can be reached. */
  readonly network: boolean;
  readonly seccompFilter: Uint8Array | undefined;
  readonly arch: string;
}

/** What a process that becomes the command is told, as JSON on `SETUP_DESCRIPTOR`. */
export interface SandboxLaunch extends Omit<SandboxWorkerSetup, "seccompFilter"> {
  readonly seccompFilter: readonly number[];
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const SETUP_DESCRIPTOR = 3;

export interface SandboxWorkerOrder {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

export type SandboxWorkerReply =
  | { readonly type: "ready"; readonly landlockVersion: number }
  | { readonly type: "setup-failed"; readonly message: string }
  | { readonly type: "spawned"; readonly id: number; readonly pid: number }
  | { readonly type: "spawn-failed"; readonly id: number; readonly code: string; readonly message: string }
  | {
      readonly type: "exited";
      readonly id: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };

const library = koffi.load(null);
const landlockCreate = library.func("syscall", "long", ["long", "void *", "size_t", "uint32"]);
const landlockAddRule = library.func("syscall", "long", ["long", "int", "int", "void *", "uint32"]);
const landlockRestrict = library.func("syscall", "long", ["long", "int", "uint32"]);
const FilterProgram = koffi.struct("SandboxFilterProgram", { length: "uint16", filter: "void *" });
const seccomp = library.func("syscall", "long", ["long", "uint32", "uint32", koffi.pointer(FilterProgram)]);
const capabilities = library.func("syscall", "long", ["long", "void *", "void *"]);
const prctl = library.func("int prctl(int, ulong, ulong, ulong, ulong)");

const LANDLOCK_CREATE_RULESET = 444;
const LANDLOCK_ADD_RULE = 445;
const LANDLOCK_RESTRICT_SELF = 446;
const CREATE_RULESET_VERSION = 1;
const RULE_PATH_BENEATH = 1;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_SET_MODE_FILTER = 1;
const O_PATH = 0o10000000;

const EXECUTE = 1n << 0n;
const WRITE_FILE = 1n << 1n;
const READ_FILE = 1n << 2n;
const READ_FOLDER = 1n << 3n;
const TRUNCATE = 1n << 14n;
const IOCTL_DEVICE = 1n << 15n;
const ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE;
/** What ends at the sandbox's border, from version 6 on. */
const ABSTRACT_SOCKETS = 1n;
const SIGNALS = 2n;

function restrictFiles(
  writableFolders: readonly string[],
  { readablePaths = ["/"], network }: Pick<SandboxWorkerSetup, "readablePaths" | "network">,
): number {
  const version = check(landlockCreate(LANDLOCK_CREATE_RULESET, null, 0, CREATE_RULESET_VERSION), "landlock");
  const all = (1n << accessCount(version)) - 1n;
  const attributes = Buffer.alloc(24);
  attributes.writeBigUInt64LE(all, 0);
  if (version >= 6) attributes.writeBigUInt64LE(network ? SIGNALS : SIGNALS | ABSTRACT_SOCKETS, 16);
  const size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const ruleset = check(landlockCreate(LANDLOCK_CREATE_RULESET, attributes, size, 0), "landlock_create_ruleset");
  allow(ruleset, "/", READ_FOLDER);
  for (const path of readablePaths) allow(ruleset, path, EXECUTE | READ_FILE | READ_FOLDER);
  allow(ruleset, "/dev/null", all);
  for (const folder of writableFolders) allow(ruleset, folder, all);
  check(landlockRestrict(LANDLOCK_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self");
  closeSync(ruleset);
  return version;
}

/** How many kinds of access a version of Landlock knows. */
function accessCount(version: number): bigint {
  if (version >= 5) return 16n;
  if (version >= 3) return 15n;
  return version >= 2 ? 14n : 13n;
}

function allow(ruleset: number, path: string, access: bigint): void {
  let descriptor: number;
  try {
    // Paths are real ones: a link in the place of one was put there by somebody since.
    descriptor = openSync(path, O_PATH | constants.O_NOFOLLOW);
  } catch {
    return; // What is not there needs no permission.
  }
  const stats = fstatSync(descriptor);
  const rule = Buffer.alloc(12);
  rule.writeBigUInt64LE(stats.isDirectory() ? access : access & ON_FILES, 0);
  rule.writeInt32LE(descriptor, 8);
  if (!stats.isSymbolicLink())
    check(landlockAddRule(LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0), `landlock_add_rule for ${path}`);
  closeSync(descriptor);
}

function restrictCalls(filter: Uint8Array, arch: string): void {
  const program = { length: filter.length / 8, filter };
  check(seccomp(arch === "x64" ? 317 : 277, SECCOMP_SET_MODE_FILTER, 0, program), "seccomp");
}

/**
 * Capabilities that lead out of the sandbox when Codex runs as root: into other processes, the kernel and its devices. Those over
 * plain files stay, so that root works with other users' files as it does elsewhere; Landlock binds it all the same.
 */
const DANGEROUS = [2, 12, 13, 16, 17, 18, 19, 20, 21, 22, 25, 26, 27, 32, 33, 34, 38, 39, 40];
const CAPABILITY_VERSION = 0x20080522;

const ALL = Array.from({ length: 64 }, (_, capability) => capability);

function dropCapabilities(arch: string, dropped: readonly number[]): void {
  const [get, set] = arch === "x64" ? [125, 126] : [90, 91];
  const header = Buffer.alloc(8);
  header.writeUInt32LE(CAPABILITY_VERSION, 0);
  const sets = Buffer.alloc(24);
  check(capabilities(get, header, sets), "capget");
  for (const capability of dropped) {
    // Two blocks, for capabilities 0 to 31 and 32 to 63, each with the effective, permitted and inheritable set.
    const block = capability < 32 ? 0 : 12;
    const mask = ~(1 << (capability % 32)) >>> 0;
    for (const at of [block, block + 4, block + 8]) sets.writeUInt32LE((sets.readUInt32LE(at) & mask) >>> 0, at);
  }
  check(capabilities(set, header, sets), "capset");
}

function check(result: unknown, what: string): number {
  const number = Number(result);
  if (number < 0) throw new Error(`${what} failed with error ${koffi.errno()}`);
  return number;
}

function setUp(setup: SandboxWorkerSetup, withoutCapabilities = false): SandboxWorkerReply {
  try {
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    const { writableFolders } = setup;
    const landlockVersion = writableFolders === undefined ? 0 : restrictFiles(writableFolders, setup);
    dropCapabilities(setup.arch, withoutCapabilities ? ALL : DANGEROUS);
    if (setup.seccompFilter !== undefined) restrictCalls(setup.seccompFilter, setup.arch);
    return { type: "ready", landlockVersion };
  } catch (error) {
    return { type: "setup-failed", message: error instanceof Error ? error.message : String(error) };
  }
}

function carryOut(order: SandboxWorkerOrder): void {
  try {
    start(order);
  } catch (error) {
    reply({ type: "spawn-failed", id: order.id, code: "", message: String(error) });
  }
}

function start({ id, program, args, options }: SandboxWorkerOrder): void {
  const child = spawn(program, args, options);
  child.once("error", (error: NodeJS.ErrnoException) =>
    reply({ type: "spawn-failed", id, code: error.code ?? "", message: error.message }),
  );
  child.once("exit", (code, signal) => reply({ type: "exited", id, code, signal }));
  if (child.pid !== undefined) reply({ type: "spawned", id, pid: child.pid });
}

function reply(message: SandboxWorkerReply): void {
  parentPort?.postMessage(message);
}

/** Restricts this whole process and then becomes the command. */
function launch(): void {
  const { seccompFilter, command, cwd, env, ...rest }: SandboxLaunch = JSON.parse(
    readFileSync(SETUP_DESCRIPTOR, "utf8"),
  );
  const [program = ""] = command;
  chdir(cwd);
  const done = setUp({ ...rest, seccompFilter: Uint8Array.from(seccompFilter) }, true);
  if (done.type === "setup-failed") throw new Error(done.message);
  const file = program.includes("/") ? program : (placesOf(program, env).find(isExecutable) ?? program);
  execve?.(file, [...command], { ...env });
}

const placesOf = (program: string, env: SandboxLaunch["env"]): string[] =>
  (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(":").map((folder) => join(folder || ".", program));

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function serve(setup: SandboxWorkerSetup): void {
  const ready = setUp(setup);
  reply(ready);
  if (ready.type === "ready") parentPort?.on("message", carryOut);
}

if (isMainThread) launch();
else serve(workerData);
