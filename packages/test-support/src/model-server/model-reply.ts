/** What the scripted model server does with one request. */
export type ModelReply =
  /** Answers with a stream. Then ends it, leaves it open, or destroys the connection. */
  | {
      readonly type: "stream";
      readonly body: string;
      readonly afterwards: "end" | "hang" | "drop";
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Answers with a status and a body. */
  | {
      readonly type: "status";
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Takes the request and never answers. */
  | { readonly type: "silence" }
  /** Destroys the connection instead of answering. */
  | { readonly type: "drop" }
  /** Answers with the same piece over and over, as fast as it is read. */
  | { readonly type: "endless"; readonly piece: string; readonly status?: number };

/** A reply of a script: to the next request, or to the next one that it fits, where several ask at once. */
export type ScriptedReply =
  | ModelReply
  | { readonly type: "fitting"; readonly fits: (body: unknown) => boolean; readonly reply: MakeReply };

/** A reply, or how it is made from the request. */
export type MakeReply = ModelReply | ((body: unknown) => ModelReply);

/** The reply to the next request with such a body; the first of the script that fits is used. */
export function fitting(fits: (body: unknown) => boolean, reply: MakeReply): ScriptedReply {
  return { type: "fitting", fits, reply };
}

/** Replies that are faults of any server. */
export const fault = {
  /** An HTTP status, with a JSON body. */
  status: (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): ModelReply => ({
    type: "status",
    status,
    body,
    headers,
  }),
  /** No answer, ever. */
  silence: (): ModelReply => ({ type: "silence" }),
  /** The connection breaks before the answer. */
  drop: (): ModelReply => ({ type: "drop" }),
  /** A body that never ends. */
  endless: (piece: string, status = 200): ModelReply => ({ type: "endless", piece, status }),
  /** A stream with this text for a body. */
  raw: (body: string, headers: Readonly<Record<string, string>> = {}): ModelReply => ({
    type: "stream",
    body,
    afterwards: "end",
    headers,
  }),
};
