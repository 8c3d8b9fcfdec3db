import * as z from "zod/mini";

/** The version of the protocol that is spoken here. */
export const PROTOCOL_VERSION = 1;

const AbilitySchema = z.nullish(z.looseObject({}));

/** What an editor can do. What cannot be read counts as not there. */
const ClientCapabilitiesSchema = z.object({
  fs: z.nullish(z.object({ readTextFile: z.nullish(z.boolean()), writeTextFile: z.nullish(z.boolean()) })),
  session: z.nullish(z.object({ compaction: AbilitySchema, notices: AbilitySchema })),
  auth: z.nullish(z.object({ terminal: z.nullish(z.boolean()) })),
  elicitation: z.nullish(z.object({ form: AbilitySchema, url: AbilitySchema })),
  _meta: z.nullish(z.looseObject({ terminal_output: z.nullish(z.boolean()) })),
});

export const InitializeParamsSchema = z.object({
  protocolVersion: z.number(),
  clientCapabilities: z.catch(z.nullish(ClientCapabilitiesSchema), undefined),
  clientInfo: z.nullish(z.object({ name: z.string(), version: z.nullish(z.string()) })),
});

/** What the editor can do beside what every editor can. */
export interface ClientAbilities {
  /** Has the text of files that are not saved yet. */
  readonly readsFiles: boolean;
  readonly writesFiles: boolean;
  /** Shows what is printed into a terminal that is ours, piece by piece. */
  readonly showsTerminals: boolean;
  readonly showsCompactions: boolean;
  readonly showsNotices: boolean;
  /** Starts our login in a terminal of its own. */
  readonly opensTerminals: boolean;
  /** Shows questions with fields. */
  readonly showsForms: boolean;
  readonly showsLinks: boolean;
}

export function abilitiesOf({ clientCapabilities }: z.infer<typeof InitializeParamsSchema>): ClientAbilities {
  const { fs, session, auth, elicitation, _meta } = clientCapabilities ?? {};
  const has = (ability: object | null | undefined) => ability !== undefined && ability !== null;
  return {
    readsFiles: fs?.readTextFile === true,
    writesFiles: fs?.writeTextFile === true,
    showsTerminals: _meta?.terminal_output === true,
    showsCompactions: has(session?.compaction),
    showsNotices: has(session?.notices),
    opensTerminals: auth?.terminal === true,
    showsForms: has(elicitation?.form),
    showsLinks: has(elicitation?.url),
  };
}
