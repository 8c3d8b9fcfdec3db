/** The version of the protocol that is spoken here. */
export const PROTOCOL_VERSION = 1;

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

/**
 * What the editor says of itself in `initialize`; undefined where it names no version of the protocol. What cannot be read counts as
 * not there. By hand, since the schema library would be a fifth of the time to our answer.
 */
export function abilitiesOf(params: unknown): ClientAbilities | undefined {
  if (typeof field(params, "protocolVersion") !== "number") return undefined;
  const capabilities = field(params, "clientCapabilities");
  const isTrue = (group: string, name: string) => field(field(capabilities, group), name) === true;
  const isThere = (group: string, name: string) => isRecord(field(field(capabilities, group), name));
  return {
    readsFiles: isTrue("fs", "readTextFile"),
    writesFiles: isTrue("fs", "writeTextFile"),
    showsTerminals: isTrue("_meta", "terminal_output"),
    showsCompactions: isThere("session", "compaction"),
    showsNotices: isThere("session", "notices"),
    opensTerminals: isTrue("auth", "terminal"),
    showsForms: isThere("elicitation", "form"),
    showsLinks: isThere("elicitation", "url"),
  };
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
