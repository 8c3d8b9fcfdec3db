/** The versions of MCP that these types describe, newest first. */
export const PROTOCOL_VERSIONS = ["2025-11-25", "2025-06-18"] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** The newest version that these types describe. */
export const LATEST_PROTOCOL_VERSION: ProtocolVersion = PROTOCOL_VERSIONS[0];

/** What a server answers to `initialize`: the client's version when it is known, else our newest. */
export function negotiateProtocolVersion(requested: string): ProtocolVersion {
  return PROTOCOL_VERSIONS.find((version) => version === requested) ?? LATEST_PROTOCOL_VERSION;
}
