import type { JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { threadOfSubject } from "../connection/names.js";
import { readObject } from "../connection/read-object.js";
import { parseJson } from "../messages/parse-json.js";
import {
  MAX_TURN_BYTES,
  parseStoredTurn,
  parseTurnHead,
  parseTurnMessage,
  type TurnHead,
  type TurnMessage,
} from "../messages/turn-message.js";

export type ReadTurn =
  /** `refusal`: why no worker can ever run it. Then only the ids of the turn are valid. */
  | { readonly type: "turn"; readonly turn: TurnMessage; readonly refusal: string | undefined }
  /** Of a later version, or unreadable now: another worker may be able to run it. */
  | { readonly type: "not-ours"; readonly reason: string };

/** How often to try reading a turn that is larger than a message. */
const MAX_READS = 10;

/** The ids in a queue message from anybody; undefined unless it is a turn of the thread in its subject. */
export function headOf(message: JsMsg): TurnHead | undefined {
  const head = parseTurnHead(parseJson(message.string()));
  return head?.threadId === threadOfSubject(message.subject) ? head : undefined;
}

/** Reads the turn of a queue message. */
export async function readTurn({ objects }: Pick<Fleet, "objects">, message: JsMsg, head: TurnHead): Promise<ReadTurn> {
  if (head.version > 1) return { type: "not-ours", reason: "it is of a later version" };
  const value = parseJson(message.string());
  const stored = parseStoredTurn(value);
  if (stored === undefined) return turnIn(value, head);
  try {
    const text = await readText(objects, stored.object);
    return text === undefined ? refused(head, "what it says is not there, or too long") : turnIn(parseJson(text), head);
  } catch {
    if (message.info.deliveryCount >= MAX_READS) return refused(head, "what it says does not come whole");
    return { type: "not-ours", reason: "what it says cannot be read now" };
  }
}

function turnIn(value: unknown, head: TurnHead): ReadTurn {
  const turn = parseTurnMessage(value);
  const isOfHead = turn?.threadId === head.threadId && turn.turnId === head.turnId;
  return isOfHead
    ? { type: "turn", turn, refusal: undefined }
    : refused(head, "workers do not understand what it says");
}

function refused({ threadId, turnId }: TurnHead, refusal: string): ReadTurn {
  return { type: "turn", turn: { version: 1, threadId, turnId, input: [], isAnswered: false }, refusal };
}

/** Undefined if there is none with that name, or it is too large for a turn. */
async function readText(objects: Fleet["objects"], name: string): Promise<string | undefined> {
  const pieces = await readObject(objects, name);
  if (pieces === undefined) return undefined;
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > MAX_TURN_BYTES) return undefined;
    read.push(piece);
  }
  return Buffer.concat(read).toString("utf8");
}
