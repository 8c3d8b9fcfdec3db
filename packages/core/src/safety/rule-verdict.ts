/** The decision of the user's rules about a command. */
export type RuleVerdict =
  /** Every part of it is allowed, so nobody is asked. It still stays in the sandbox. */
  | { readonly type: "allow"; readonly reason: string }
  | { readonly type: "prompt"; readonly reason: string }
  | { readonly type: "forbidden"; readonly reason: string };
