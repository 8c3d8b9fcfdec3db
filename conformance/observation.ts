export type Json = Readonly<Record<string, unknown>>;

/** What a client, the model and the working folder saw of one run. */
export interface Observation {
  /** The result of the case itself. */
  readonly result?: unknown;
  /** Responses, in the order of their requests. */
  readonly replies?: readonly Json[];
  /** The server's requests to the client. */
  readonly serverRequests?: readonly Json[];
  readonly events?: readonly Json[];
  /** Notifications that are not events. */
  readonly notifications?: readonly Json[];
  /** How commands ended. */
  readonly runs?: readonly Json[];
  /** The text of each file in the working folder, by path. */
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

/** The parts of a run that are compared; the rest may differ between implementations. */
export type View = (seen: Observation) => unknown;

/** The `msg` of an event, from either transport. */
export function messageOf(event: Json): Json {
  const { msg, params } = event as { readonly msg?: Json; readonly params?: { readonly msg?: Json } };
  return params?.msg ?? msg ?? {};
}
