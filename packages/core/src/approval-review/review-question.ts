import { CodexError } from "../error.js";
import { isDeeplyNested } from "../is-deeply-nested.js";
import type { Effort } from "../model/effort.js";
import { lastAssistantMessage } from "../model/last-message.js";
import { userMessage } from "../model/messages.js";
import type { Prompt } from "../model/model-client.js";
import { mapStrings } from "../model/recording/recording-format.js";
import { createRedactor } from "../model/recording/redact-secrets.js";
import { tokenUsageFrom } from "../model/token-usage.js";
import type { Turn } from "../session/turn.js";
import { reviewTranscript } from "./review-transcript.js";
import { actionForReviewer, type ReviewableQuestion } from "./reviewable.js";
import { REVIEWER_INSTRUCTIONS } from "./reviewer-instructions.js";
import { parseVerdict, VERDICT_FORMAT, type Verdict } from "./verdict.js";

export type ReviewResult =
  | Verdict
  /** `rationale` tells the user why there is no verdict. */
  | { readonly outcome: "timed-out" | "no-verdict"; readonly rationale: string };

/** The same limit as codex-rs. */
const LIMIT_MS = 90_000;
/** In characters. An action that does not fit entirely is not reviewed. */
const LONGEST_ACTION = 100_000;

const noVerdict = (rationale: string): ReviewResult => ({ outcome: "no-verdict", rationale });

/** Asks a model to decide in the user's place, in a separate request without tools. Throws only if the turn was interrupted. */
export async function reviewQuestion(turn: Turn, question: ReviewableQuestion): Promise<ReviewResult> {
  const { running } = turn;
  const prompt = promptFor(turn, question);
  if (prompt === undefined) return noVerdict("the action is too long, or nested too deep, to be reviewed completely");
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const answer = await askReviewer(turn, prompt, AbortSignal.any([running.signal, limit]));
    return parseVerdict(answer) ?? noVerdict("the reviewer gave no valid verdict");
  } catch (error) {
    running.throwIfInterrupted();
    if (limit.aborted)
      return { outcome: "timed-out", rationale: `the reviewer did not answer within ${LIMIT_MS / 1000} s` };
    if (error instanceof CodexError) return noVerdict(`the reviewer could not be asked: ${error.message}`);
    throw error;
  }
}

function promptFor({ session, context }: Turn, question: ReviewableQuestion): Prompt | undefined {
  const redact = createRedactor(session.config.env);
  const asked = actionForReviewer(question, context.cwd);
  if (isDeeplyNested(asked)) return undefined;
  const action = JSON.stringify({ action: mapStrings(asked, redact) });
  if (action.length > LONGEST_ACTION) return undefined;
  const { history, carried, agentPlace } = session;
  const isSubagent = agentPlace !== undefined;
  const permitted = session.deniedActions.permitted.map((one) => JSON.stringify({ permits: mapStrings(one, redact) }));
  const lines = [...reviewTranscript({ items: history.items, carried, isSubagent }, redact), ...permitted, action];
  return {
    input: [userMessage(lines.join("\n"))],
    tools: [],
    store: !session.config.disableResponseStorage,
    baseInstructionsOverride: REVIEWER_INSTRUCTIONS,
    outputSchema: VERDICT_FORMAT,
    kept: () => session.kept(),
  };
}

/** The reviewer's text; empty if its answer contains anything other than messages and reasoning. */
async function askReviewer(turn: Turn, prompt: Prompt, signal: AbortSignal): Promise<string> {
  const { session, context, running } = turn;
  const { model, modelFamily, summary } = context;
  const client = session.services.createModelClient({ model, modelFamily, effort: effortOf(turn), summary });
  const items = [];
  for await (const event of client.stream(prompt, signal)) {
    if (event.type === "output-item-done") items.push(event.item);
    if (event.type !== "completed" || event.tokenUsage === undefined) continue;
    session.countAside(running, tokenUsageFrom(event.tokenUsage));
  }
  const onlyTalks = items.every(({ type }) => type === "message" || type === "reasoning");
  return onlyTalks ? (lastAssistantMessage(items) ?? "") : "";
}

/** Low effort, if the model has it: the verdict is short, and the turn is waiting for it. */
function effortOf({ session: { config }, context: { model, effort } }: Turn): Effort | undefined {
  const levels = config.modelCatalog?.find(({ slug }) => slug === model)?.supported_reasoning_levels ?? [];
  const hasLow = levels.length === 0 || levels.some((level) => level.effort === "low");
  return effort !== undefined && hasLow ? "low" : effort;
}
