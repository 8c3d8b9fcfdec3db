import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idToken } from "@codex/test-support";

export interface TemporaryHome extends AsyncDisposable {
  /** Does not exist yet. */
  readonly codexHome: string;
  readonly root: string;
}

/** A place for one test's files, removed with everything in it. */
export async function temporaryHome(): Promise<TemporaryHome> {
  const root = await mkdtemp(join(tmpdir(), "codex-login-"));
  return {
    root,
    codexHome: join(root, "home"),
    async [Symbol.asyncDispose]() {
      await rm(root, { recursive: true, force: true });
    },
  };
}

export const day = 24 * 60 * 60 * 1000;

export interface ChatGptFile {
  readonly apiKey?: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly plan?: string;
  readonly email?: string;
  /** How long ago the tokens were refreshed, in milliseconds. */
  readonly age?: number;
}

export function chatGptFile(file: ChatGptFile = {}): Record<string, unknown> {
  return {
    OPENAI_API_KEY: file.apiKey ?? null,
    tokens: {
      id_token: idToken(file.plan === undefined ? {} : { chatgpt_plan_type: file.plan }, file.email),
      access_token: file.accessToken ?? "access-0",
      refresh_token: file.refreshToken ?? "refresh-0",
      account_id: "account-1",
    },
    last_refresh: new Date(Date.now() - (file.age ?? 0)).toISOString(),
  };
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value), { mode: 0o600 });
}
