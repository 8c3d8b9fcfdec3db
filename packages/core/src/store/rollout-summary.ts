import { openPlainFile } from "../files/open-plain-file.js";
import { isContextMessage } from "../rollout/context-message.js";
import { parseRolloutLine } from "../rollout/lines/parse-rollout-line.js";
import type { RolloutLine } from "../rollout/lines/rollout-line.js";
import { laterSettings, type SavedSettings } from "../rollout/saved-settings.js";
import type { SessionMeta } from "../rollout/session-meta.js";

/** What a list shows of a file besides its name. Serializable: it is stored in the index. */
export interface RolloutSummary {
  readonly meta?: Omit<SessionMeta, "instructions"> | undefined;
  readonly preview?: string | undefined;
  /** The sequence number of the line with the preview, in files that have them. */
  readonly previewOrdinal?: number | undefined;
  readonly settings: SavedSettings;
}

/** The most that is read of a file, however big it is. */
const HEAD_BYTES = 192 * 1024;
const TAIL_BYTES = 64 * 1024;
/** Lists show one line of it. */
const MAX_PREVIEW = 2_000;

/** Reads the start of a rollout, and its end for the settings of the latest turn. */
export async function readRolloutSummary(file: string, sizeBytes: number): Promise<RolloutSummary> {
  await using handle = await openPlainFile(file);
  const head = Buffer.alloc(Math.min(sizeBytes, HEAD_BYTES));
  await handle.read(head, 0, head.length, 0);
  const summary = summaryOfHead(head.toString("utf8").split("\n"));
  const tail = Buffer.alloc(Math.min(Math.max(0, sizeBytes - head.length), TAIL_BYTES));
  if (tail.length === 0) return summary;
  await handle.read(tail, 0, tail.length, sizeBytes - tail.length);
  return { ...summary, settings: latestSettings(tail.toString("utf8").split("\n").slice(1), summary.settings) };
}

function summaryOfHead(lines: readonly string[]): RolloutSummary {
  let meta: RolloutSummary["meta"];
  let preview: string | undefined;
  let previewOrdinal: number | undefined;
  let objective: string | undefined;
  const turnIds = new Set<string>();
  for (const [index, text] of lines.entries()) {
    const { line, records = [], ordinal } = parseRolloutLine(text);
    if (index === 0 && line.type === "meta") meta = withoutInstructions(line.meta);
    if (line.type === "turn-started") turnIds.add(line.turn.id);
    const isOfNoTurn = line.type === "model-item" && line.turnId !== undefined && !turnIds.has(line.turnId);
    const said = isOfNoTurn ? undefined : [line, ...records].map(userTextOf).find((words) => words !== undefined);
    preview = said?.slice(0, MAX_PREVIEW);
    previewOrdinal = ordinal;
    if (preview !== undefined) break;
    objective ??= [line, ...records].map(objectiveOf).find((words) => words !== undefined);
  }
  const shown = preview ?? objective?.slice(0, MAX_PREVIEW);
  return { meta, preview: shown, previewOrdinal, settings: latestSettings(lines, {}) };
}

function withoutInstructions({ instructions: _, ...meta }: SessionMeta): RolloutSummary["meta"] {
  return meta;
}

const GOAL = /^<codex_internal_context source="goal">.*?<objective>\n(.*?)\n<\/objective>/s;

/** The objective of a session that started with a goal instead of a message. */
function objectiveOf(line: RolloutLine): string | undefined {
  if (line.type !== "model-item" || line.item.type !== "message" || line.item.role !== "user") return undefined;
  const [part] = line.item.content;
  return part?.type === "input_text" ? GOAL.exec(part.text)?.[1]?.replaceAll("<\\/", "</") : undefined;
}

/** The user's text; undefined for messages from Codex in the user's role. */
function userTextOf(line: RolloutLine): string | undefined {
  if (line.type === "user-message") return line.text;
  if (line.type === "input-waiting")
    return line.input.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  if (line.type === "review-entered") return line.item.target;
  if (
    line.type !== "model-item" ||
    line.isInjected === true ||
    line.item.type !== "message" ||
    line.item.role !== "user"
  )
    return undefined;
  const texts = line.item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : []));
  const text = texts.filter((part) => !IMAGE_TAG.test(part)).join("\n");
  return isContextMessage(text) ? undefined : text;
}

/** The reference places the images of a message between such texts. */
const IMAGE_TAG = /^<(?:image name=\[[^\]]*\].*|\/image)>$/s;

/** Parses only lines that may contain settings, because this is done for every listed file. */
function latestSettings(lines: readonly string[], before: SavedSettings): SavedSettings {
  for (const text of lines.toReversed()) {
    if (!/"turn_context"|"thread_settings_applied"|"settings":\{/.test(text)) continue;
    const { line, records = [] } = parseRolloutLine(text);
    for (const part of [line, ...records].reverse()) {
      const settings = part.type === "settings" || part.type === "turn-started" ? part.settings : undefined;
      if (settings !== undefined) return laterSettings(before, settings);
    }
  }
  return before;
}
