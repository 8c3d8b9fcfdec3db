import { type Environment, environmentFetch } from "@codex/core";
import type { AuthManager, BearerToken } from "@codex/login";
import * as z from "zod/mini";

export interface FetchTaskDiffOptions {
  /** The URL of ChatGPT's backend. */
  readonly baseUrl: string;
  readonly taskId: string;
  readonly auth: AuthManager;
  readonly env: Environment;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

export type TaskDiff =
  | { readonly type: "diff"; readonly diff: string }
  /** `reason` is for a person. */
  | { readonly type: "refused"; readonly reason: string };

const TaskSchema = z.object({
  current_diff_task_turn: z.nullish(z.object({ output_items: z.array(z.unknown()) })),
});

const PullRequestSchema = z.object({ type: z.literal("pr"), output_diff: z.object({ diff: z.string() }) });

/** Fetches the latest diff of a cloud task, as in its turn's pull request. */
export async function fetchTaskDiff(options: FetchTaskDiffOptions): Promise<TaskDiff> {
  const source = options.auth.modelAuth();
  const token = await source.get(options.signal);
  if (token?.mode !== "chatgpt") return refused("this needs a login with ChatGPT; run 'codex login'");
  if (token.accountId === undefined) return refused("the login names no ChatGPT account; run 'codex login' again");
  let answer = await request(options, token);
  if (answer.status === 401 && (await source.refresh(options.signal))) {
    answer = await request(options, (await source.get(options.signal)) ?? token);
  }
  if (answer.status !== 200) return refused(`the server answered ${answer.status}: ${answer.text.slice(0, MAX_QUOTE)}`);
  return diffOf(answer.text);
}

const TIMEOUT_MS = 60_000;
const MAX_QUOTE = 500;

async function request(
  { baseUrl, taskId, env, userAgent, signal }: FetchTaskDiffOptions,
  token: BearerToken,
): Promise<{ readonly status: number; readonly text: string }> {
  const url = `${baseUrl.replace(/(?<!\/)\/+$/, "")}/wham/tasks/${encodeURIComponent(taskId)}`;
  const response = await environmentFetch(env)(url, {
    method: "GET",
    headers: {
      authorization: `Bearer ${token.token}`,
      "chatgpt-account-id": token.accountId ?? "",
      "content-type": "application/json",
      "user-agent": userAgent,
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return { status: response.status, text: await response.text() };
}

function diffOf(text: string): TaskDiff {
  const task = TaskSchema.safeParse(parseJson(text));
  if (!task.success) return refused("the server's answer is not a task");
  const turn = task.data.current_diff_task_turn;
  if (turn == null) return refused("the task has no diff yet");
  for (const item of turn.output_items) {
    const pull = PullRequestSchema.safeParse(item);
    if (pull.success) return { type: "diff", diff: pull.data.output_diff.diff };
  }
  return refused("the task's latest turn changed nothing");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(reason: string): TaskDiff {
  return { type: "refused", reason };
}
