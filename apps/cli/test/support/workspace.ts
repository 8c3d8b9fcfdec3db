import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type ModelServer, providerConfig } from "@codex/test-support";

export interface WorkspaceOptions {
  /** The model's server; without one, the provider is unreachable. */
  readonly model?: Pick<ModelServer, "baseUrl">;
  /** Lines at the top of config.toml. */
  readonly config?: string;
  /** Files in the working folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default true. */
  readonly git?: boolean;
}

/** A working folder, a CODEX_HOME and the environment for both. */
export interface Workspace extends AsyncDisposable {
  readonly cwd: string;
  readonly codexHome: string;
  readonly env: Readonly<Record<string, string>>;
  read(file: string): Promise<string>;
  /** The lines of the only saved session. */
  rollout(): Promise<unknown[]>;
}

/** A program that is being stopped may still write its last file. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 } as const;

export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "codex-cli-test-")));
  const cwd = path.join(root, "work");
  const codexHome = path.join(root, "codex-home");
  await Promise.all([mkdir(cwd), mkdir(codexHome), mkdir(path.join(root, "home"))]);
  await writeFile(path.join(codexHome, "config.toml"), configFor(options));
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
    await writeFile(path.join(cwd, name), content);
  }
  if (options.git !== false) {
    await promisify(execFile)("git", ["init", "--quiet", cwd]);
    await promisify(execFile)("git", ["add", "--all"], { cwd });
  }
  const sessions = path.join(codexHome, "sessions");
  return {
    cwd,
    codexHome,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: path.join(root, "home"),
      CODEX_HOME: codexHome,
      TEST_KEY: "sk-test-0123456789",
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
    },
    read: (file) => readFile(path.join(cwd, file), "utf8"),
    async rollout() {
      const files = (await readdir(sessions, { recursive: true })).filter((name) => name.endsWith(".jsonl"));
      const text = await readFile(path.join(sessions, files[0] ?? ""), "utf8");
      return text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    [Symbol.asyncDispose]: () => rm(root, REMOVAL),
  };
}

function configFor({ model, config = "" }: WorkspaceOptions): string {
  return `${config}
${providerConfig("gpt-5", model?.baseUrl ?? "http://127.0.0.1:9/v1")}`;
}
