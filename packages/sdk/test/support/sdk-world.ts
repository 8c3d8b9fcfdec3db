import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import {
  type ModelReply,
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
  TemporaryFolder,
} from "@codex/test-support";
import { Codex, type CodexOptions } from "../../src/index.js";

export interface SdkWorld extends AsyncDisposable {
  readonly model: ModelServer;
  /** The Git repository to work in. */
  readonly cwd: string;
  readonly home: string;
  /** A second client with the same home and model. */
  codex(options?: CodexOptions): Codex;
  options(options?: CodexOptions): CodexOptions;
}

/** A home, a folder and a scripted model. No sandbox unless asked for. */
export async function createSdkWorld(script: readonly ModelReply[], options?: ModelServerOptions): Promise<SdkWorld> {
  const folder = new TemporaryFolder();
  const model = await startModelServer(script, options);
  const [cwd, home] = [path.join(folder.path, "work"), path.join(folder.path, "home")];
  for (const made of [cwd, home]) mkdirSync(made);
  execFileSync("git", ["init", "--quiet", cwd]);
  const made: Codex[] = [];
  const optionsWith = ({ config, ...options }: CodexOptions = {}): CodexOptions => {
    const mock = { name: "mock", base_url: model.baseUrl, wire_api: "responses", request_max_retries: 0 };
    return {
      env: { PATH: process.env["PATH"] ?? "", HOME: home, CODEX_HOME: home },
      config: {
        model: "mock-model",
        model_provider: "mock",
        sandbox_mode: "danger-full-access",
        model_providers: { mock: { ...mock, stream_max_retries: 0 } },
        ...config,
      },
      ...options,
    };
  };
  return {
    options: optionsWith,
    model,
    cwd,
    home,
    codex(options) {
      const codex = new Codex(optionsWith(options));
      made.push(codex);
      return codex;
    },
    async [Symbol.asyncDispose]() {
      for (const codex of made) await codex[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}
