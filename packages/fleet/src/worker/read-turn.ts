import type { JsMsg } from "@nats-io/jetstream";
import type { Fleet } from "../connection/fleet.js";
import { threadOfTurn } from "../connection/names.js";
import { readObject } from "../connection/read-object.js";
import { parseJson } from "../messages/event-envelope.js";
import {
  MAX_TURN_BYTES,
  parseStoredTurn,
  parseTurnHead,
  parseTurnMessage,
  type TurnHead,
  type TurnMessage,
} from "../messages/turn-message.js";

export type ReadTurn =
  /** `refusal`: why nobody can ever run it; then of its message only the names count. */
  | { readonly type: "turn"; readonly turn: TurnMessage; readonly refusal: string | undefined }
  /** Not for this version, or not to be read now: somebody else may know what to do with it. */
  | { readonly type: "not-ours"; readonly reason: string };

/** How often a turn that is larger than a message is asked for. */
const MAX_READS = 10;

/** Which turn a message of the queue is, whoever sent it; undefined for one that is none of the thread that its subject names. */
export function headOf(message: JsMsg): TurnHead | undefined {
  const head = parseTurnHead(parseJson(message.string()));
  return head?.threadId === threadOfTurn(message.subject) ? head : undefined;
}

/** What the message says of its turn. */
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

/** Undefined when there is none of the name, or more than a turn may have. */
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
