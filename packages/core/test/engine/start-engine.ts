import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { EventMsg } from "@codex/protocol";
import { type ModelServer, type ScriptedReply, startModelServer, TemporaryFolder } from "@codex/test-support";
import { createTestCodex, type TestCodex, type TestCodexOptions } from "./test-codex.js";

export interface TestEngine extends AsyncDisposable {
  readonly codex: TestCodex;
  readonly model: ModelServer;
  /** The working directory. */
  readonly cwd: string;
  readonly codexHome: string;
}

export type TestEngineOptions = Partial<Omit<TestCodexOptions, "cwd" | "codexHome">> & {
  readonly allowLeftover?: boolean;
};

/** The real engine in a new home, with a scripted model server. Without sandbox and questions by default. */
export async function startEngine(
  script: readonly ScriptedReply[],
  options: TestEngineOptions = {},
): Promise<TestEngine> {
  const { allowLeftover = false, ...codexOptions } = options;
  const folder = new TemporaryFolder();
  const model = await startModelServer(script, { allowLeftover });
  const [cwd, codexHome] = [path.join(folder.path, "work"), path.join(folder.path, "codex-home")];
  await Promise.all([mkdir(cwd), mkdir(codexHome)]);
  const codex = await createTestCodex({
    cwd,
    codexHome,
    env: { PATH: process.env["PATH"], HOME: folder.path },
    ...codexOptions,
    config: {
      model: "mock-model",
      model_provider: "mock",
      approval_policy: "never",
      sandbox_mode: "danger-full-access",
      model_providers: {
        mock: {
          name: "mock",
          base_url: model.baseUrl,
          wire_api: "responses",
          request_max_retries: 0,
          stream_max_retries: 0,
        },
      },
      ...codexOptions.config,
    },
  });
  return {
    codex,
    model,
    cwd,
    codexHome,
    async [Symbol.asyncDispose]() {
      await codex[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

/** All events of a turn. */
export async function collect(events: AsyncIterable<EventMsg>): Promise<EventMsg[]> {
  const collected: EventMsg[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

export const typesOf = (events: readonly EventMsg[]): string[] => events.map(({ type }) => type);

/** The `input` of a request to the Responses API. */
export function inputOf(request: { readonly body: unknown } | undefined): readonly Record<string, unknown>[] {
  const { body } = request ?? { body: undefined };
  if (typeof body !== "object" || body === null || !("input" in body) || !Array.isArray(body.input)) return [];
  return body.input;
}
