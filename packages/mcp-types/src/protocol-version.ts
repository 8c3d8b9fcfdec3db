/** The versions of MCP that these types describe, newest first. */
export const PROTOCOL_VERSIONS = ["2025-11-25", "2025-06-18"] as const;
/** Older versions whose clients are served too: they ignore what is new, and only batches were removed. */
export const OLDER_PROTOCOL_VERSIONS = ["2025-03-26", "2024-11-05"] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];
export type ServedProtocolVersion = ProtocolVersion | (typeof OLDER_PROTOCOL_VERSIONS)[number];

/** The newest version that these types describe. */
export const LATEST_PROTOCOL_VERSION: ProtocolVersion = PROTOCOL_VERSIONS[0];

/** A server's answer to `initialize`: the client's version if it is known, otherwise our newest. */
export function negotiateProtocolVersion(requested: string): ServedProtocolVersion {
  const served = [...PROTOCOL_VERSIONS, ...OLDER_PROTOCOL_VERSIONS];
  return served.find((version) => version === requested) ?? LATEST_PROTOCOL_VERSION;
}
