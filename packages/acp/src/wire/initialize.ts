/** The protocol version that we implement. */
export const PROTOCOL_VERSION = 1;

/** The optional capabilities of an editor. */
export interface ClientAbilities {
  /** Can return the text of unsaved files. */
  readonly readsFiles: boolean;
  readonly writesFiles: boolean;
  /** Can show output of our terminals as it arrives. */
  readonly showsTerminals: boolean;
  readonly showsCompactions: boolean;
  readonly showsNotices: boolean;
  /** Can run our login in a terminal. */
  readonly opensTerminals: boolean;
  /** Can show questions with fields. */
  readonly showsForms: boolean;
  readonly showsLinks: boolean;
}

/**
 * Reads the editor's capabilities from `initialize`; undefined if it names no protocol version. Invalid values count as absent. Parsed by
 * hand, since loading the schema library would be a fifth of the time to our answer.
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
