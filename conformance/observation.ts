export type Json = Readonly<Record<string, unknown>>;

/** What a client, the model and the working folder saw of one run. */
export interface Observation {
  /** What the case itself looked at. */
  readonly result?: unknown;
  /** Answers, in the order of their requests. */
  readonly replies?: readonly Json[];
  /** What the server asked the client. */
  readonly serverRequests?: readonly Json[];
  readonly events?: readonly Json[];
  /** Notifications that are no events. */
  readonly notifications?: readonly Json[];
  /** Ends of commands. */
  readonly runs?: readonly Json[];
  /** The text of each file of the working folder, by its path there. */
  readonly files?: Json;
  /** Requests to the model. */
  readonly model?: readonly ModelRequest[];
}

export interface ModelRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Json;
  readonly body: { readonly input?: readonly Json[] } & Json;
}

/** What counts of a run; the rest is each implementation's own business. */
export type View = (seen: Observation) => unknown;

/** The `msg` of an event, whichever of the two transports brought it. */
export function messageOf(event: Json): Json {
  const { msg, params } = event as { readonly msg?: Json; readonly params?: { readonly msg?: Json } };
  return params?.msg ?? msg ?? {};
}
