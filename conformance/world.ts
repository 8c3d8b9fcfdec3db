import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ModelReply, type ModelServer, startModelServer } from "@codex/test-support";

export interface WorldOptions {
  /** The model's answers. */
  readonly model?: readonly ModelReply[];
  readonly wireApi?: "responses" | "chat";
  /** Keys of config.toml that replace or extend the usual ones. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
  /** Tables at the end of config.toml. */
  readonly tables?: string;
  /** Lines of the provider's table. */
  readonly provider?: string;
  readonly requestRetries?: number;
  readonly streamRetries?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the working folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly homeFiles?: Readonly<Record<string, string>>;
  /** Whether the working folder is a repository. Default true. */
  readonly git?: boolean;
}

/** The folders, configuration and model of one case. */
export interface World extends AsyncDisposable {
  /** The parent of the other folders. */
  readonly root: string;
  readonly cwd: string;
  readonly home: string;
  readonly codexHome: string;
  readonly model: ModelServer;
  readonly env: Readonly<Record<string, string>>;
  git(...args: readonly string[]): void;
  /** The text of each file of the working folder. */
  readFiles(): Record<string, string>;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "codex-conformance-")));
  const [cwd, home, codexHome] = ["work", "home", "codex-home"].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [cwd, home, codexHome]) mkdirSync(folder);
  // The recording says how many requests there are.
  const model = await startModelServer(options.model ?? [], { allowLeftover: true });
  writeAll(cwd, options.files ?? {});
  writeAll(codexHome, { ...options.homeFiles, "config.toml": configFor(options, model) });
  const git = (...args: readonly string[]) =>
    void execFileSync("git", [...GIT_SETTINGS, ...args], { cwd, env: GIT_ENV, stdio: "ignore" });
  if (options.git !== false) {
    git("init", "-q");
    git("add", "-A");
    git("commit", "-q", "--allow-empty", "-m", "start");
  }
  return {
    ...{ root, cwd, home, codexHome, model, git },
    env: { ...baseEnvironment(home, codexHome), ...options.env },
    readFiles: () => readAll(cwd),
    async [Symbol.asyncDispose]() {
      // A request too many shows up as a difference.
      await Promise.resolve(model[Symbol.asyncDispose]()).catch(() => {});
      rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

const GIT_SETTINGS = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
const COMMIT_DATE = "2025-01-01T00:00:00Z";
const GIT_ENV = {
  PATH: process.env["PATH"],
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_DATE: COMMIT_DATE,
  GIT_COMMITTER_DATE: COMMIT_DATE,
};

function baseEnvironment(home: string, codexHome: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    CODEX_HOME: codexHome,
    LANG: "C.UTF-8",
    TERM: "dumb",
    SHELL: "/bin/bash",
    USER: "user",
    NO_COLOR: "1",
    RUST_LOG: "off",
  };
}

function configFor(options: WorldOptions, { baseUrl }: ModelServer): string {
  const keys = {
    model: "mock-model",
    model_provider: "mock",
    approval_policy: "never",
    sandbox_mode: "danger-full-access",
    ...options.config,
  };
  const { wireApi = "responses", requestRetries = 0, streamRetries = 0, provider = "", tables = "" } = options;
  return `${Object.entries(keys)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join("\n")}

[model_providers.mock]
name = "mock"
base_url = "${baseUrl}"
wire_api = "${wireApi}"
request_max_retries = ${requestRetries}
stream_max_retries = ${streamRetries}
${provider}
${tables}
`;
}

function writeAll(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function readAll(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (entry.isDirectory() || name.split(path.sep).includes(".git")) continue;
    found[name] = entry.isSymbolicLink() ? `-> ${readlinkSync(file)}` : readFileSync(file, "utf8");
  }
  return found;
}
