/** What the user's rules say about a command. */
export type RuleVerdict =
  /** Every part of it is allowed: nobody need be asked. It stays in the sandbox all the same. */
  | { readonly type: "allow"; readonly reason: string }
  | { readonly type: "prompt"; readonly reason: string }
  | { readonly type: "forbidden"; readonly reason: string };
