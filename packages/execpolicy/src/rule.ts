/** From the laxest to the strictest. */
export const DECISIONS = ["allow", "prompt", "forbidden"] as const;
/** `allow`: runs without asking. `prompt`: always asks first. `forbidden`: never runs. */
export type Decision = (typeof DECISIONS)[number];

/** A rule about all commands that start with a pattern. */
export interface PrefixRule {
  /** For each word, the words that match. */
  readonly pattern: readonly (readonly string[])[];
  readonly decision: Decision;
  readonly justification: string | undefined;
}

/** The programs that match a rule which gives only a name. */
export interface HostExecutable {
  readonly name: string;
  /** Absolute paths. */
  readonly paths: readonly string[];
}

export const NETWORK_PROTOCOLS = ["http", "https", "socks5_tcp", "socks5_udp"] as const;
export type NetworkProtocol = (typeof NETWORK_PROTOCOLS)[number];

/** A rule about connections to a host. */
export interface NetworkRule {
  readonly host: string;
  readonly protocol: NetworkProtocol;
  readonly decision: Decision;
  readonly justification: string | undefined;
}

/** The rules of one or several rules files, in the order of the files. */
export interface Policy {
  readonly prefixRules: readonly PrefixRule[];
  readonly hostExecutables: readonly HostExecutable[];
  readonly networkRules: readonly NetworkRule[];
}

/** The longest rules text that is parsed, in characters. */
export const MAX_RULES_LENGTH = 1024 * 1024;

export const EMPTY_POLICY: Policy = { prefixRules: [], hostExecutables: [], networkRules: [] };

/** All rules of all policies; none replaces another. */
export function joinPolicies(policies: readonly Policy[]): Policy {
  return {
    prefixRules: policies.flatMap(({ prefixRules }) => prefixRules),
    hostExecutables: policies.flatMap(({ hostExecutables }) => hostExecutables),
    networkRules: policies.flatMap(({ networkRules }) => networkRules),
  };
}

export function strictest(decisions: readonly Decision[]): Decision | undefined {
  return DECISIONS.findLast((decision) => decisions.includes(decision));
}

/** The words that match a pattern, from the start; `undefined` if they do not match. */
export function matchPrefix(pattern: PrefixRule["pattern"], words: readonly string[]): readonly string[] | undefined {
  if (words.length < pattern.length) return undefined;
  return pattern.every((alternatives, index) => alternatives.includes(words[index] ?? ""))
    ? words.slice(0, pattern.length)
    : undefined;
}
