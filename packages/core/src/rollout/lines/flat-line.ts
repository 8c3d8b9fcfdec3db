import { ResponseItemSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { parseSavedSettings } from "../saved-settings.js";
import { parseItem } from "../schemas/item-schema.js";
import { PidSchema, parseTurn } from "../schemas/turn-schema.js";
import { WaitingSchema } from "../schemas/user-input-schema.js";
import { parseSessionMeta } from "../session-meta.js";
import { loneSummary } from "../summary-item.js";
import type { ParsedLine, RolloutLine } from "./rollout-line.js";

const CompactionSchema = z.object({
  summary: z.string(),
  /** Not in the files of earlier versions. */
  history: z.catch(z.optional(z.array(ResponseItemSchema)), undefined),
  carried: z.unknown(),
});

/** Parses a line that contains an item, a state record or the session's metadata. */
export function parseFlatLine(value: unknown): Pick<ParsedLine, "line" | "records"> {
  if (typeof value === "object" && value !== null && "record_type" in value) {
    if (value.record_type !== "state") return { line: unusable("is a record of an unknown type") };
    return { line: parseState(value), records: notesOf(value)?.map(parseRecord) };
  }
  if (typeof value === "object" && value !== null && "id" in value && !("type" in value)) {
    const meta = parseSessionMeta(value);
    return { line: meta === undefined ? unusable("is not a valid item") : { type: "meta", meta } };
  }
  const item = ResponseItemSchema.safeParse(value).data;
  if (item === undefined) return { line: unusable("is not a valid item") };
  if (item.type === "other") return { line: unusable("is an item of an unknown type") };
  const notes = notesOf(value);
  const isInjected = notes?.some(({ injected }) => injected === true) === true;
  return { line: { type: "model-item", item, isInjected }, records: notes?.map(parseRecord) };
}

function unusable(reason: string): RolloutLine {
  return { type: "unusable", reason };
}

const StateSchema = z.object({
  compaction: z.catch(z.optional(CompactionSchema), undefined),
  revert: z.catch(z.optional(z.object({ beforeTurnId: z.string() })), undefined),
});

/** A state record contains one thing, or nothing that we know. */
function parseState(record: object): RolloutLine {
  const { compaction, revert } = StateSchema.parse(record);
  if (compaction !== undefined) {
    const { summary, history = [loneSummary(summary)], carried } = compaction;
    return { type: "compaction", history, carried };
  }
  return revert === undefined ? { type: "passed-over" } : { type: "revert", ...revert };
}

const NoteSchema = z.looseObject({ injected: z.optional(z.unknown()) });
const NotesSchema = z.object({ thread: z.catch(z.optional(z.array(NoteSchema)), undefined) });
const RecordSchema = z.object({
  turn: z.optional(z.unknown()),
  settings: z.optional(z.unknown()),
  item: z.optional(z.unknown()),
  place: z.catch(z.optional(z.int()), undefined),
  from: z.catch(z.optional(z.int()), undefined),
  waiting: z.catch(z.optional(WaitingSchema), undefined),
  taken: z.catch(z.optional(z.string()), undefined),
  pid: PidSchema,
});

/** What a line contains besides its item, as written by `flatEncoder`. */
function notesOf(value: unknown): z.infer<typeof NotesSchema>["thread"] {
  return NotesSchema.safeParse(value).data?.thread;
}

function parseRecord(record: object): RolloutLine {
  const { turn: savedTurn, settings, item: saved, place, from, waiting, taken, pid } = RecordSchema.parse(record);
  if (waiting !== undefined) return { type: "input-waiting", ...waiting };
  if (taken !== undefined) return { type: "input-taken", id: taken };
  const turn = parseTurn(savedTurn);
  if (turn?.status === "running") return { type: "turn-started", turn, settings: parseSavedSettings(settings), pid };
  if (turn !== undefined) return { type: "turn-ended", turn, from };
  if (savedTurn !== undefined) return unusable("has a turn of a later version");
  const chosen = settings === undefined ? undefined : parseSavedSettings(settings);
  if (chosen !== undefined) return { type: "settings", settings: chosen };
  const item = parseItem(saved);
  return item === undefined ? { type: "passed-over" } : { type: "item", item, place, from };
}
