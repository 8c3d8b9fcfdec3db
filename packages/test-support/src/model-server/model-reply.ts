/** The scripted model server's reaction to one request. */
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
  /** Accepts the request and never answers. */
  | { readonly type: "silence" }
  /** Destroys the connection instead of answering. */
  | { readonly type: "drop" }
  /** Answers with the same piece again and again, as fast as it is read. */
  | { readonly type: "endless"; readonly piece: string; readonly status?: number };

/** A scripted reply: to the next request, or, with concurrent requests, to the next one that matches. */
export type ScriptedReply =
  | ModelReply
  | { readonly type: "fitting"; readonly fits: (body: unknown) => boolean; readonly reply: MakeReply };

/** A reply, or a function that creates it from the request. */
export type MakeReply = ModelReply | ((body: unknown) => ModelReply);

/** The reply to the next request with a matching body; the first match in the script is used. */
export function fitting(fits: (body: unknown) => boolean, reply: MakeReply): ScriptedReply {
  return { type: "fitting", fits, reply };
}

/** Faults that any server may have. */
export const fault = {
  /** An HTTP status, with a JSON body. */
  status: (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): ModelReply => ({
    type: "status",
    status,
    body,
    headers,
  }),
  /** Never answers. */
  silence: (): ModelReply => ({ type: "silence" }),
  /** The connection breaks before the answer. */
  drop: (): ModelReply => ({ type: "drop" }),
  /** A body that never ends. */
  endless: (piece: string, status = 200): ModelReply => ({ type: "endless", piece, status }),
  /** A stream with this text as its body. */
  raw: (body: string, headers: Readonly<Record<string, string>> = {}): ModelReply => ({
    type: "stream",
    body,
    afterwards: "end",
    headers,
  }),
};
