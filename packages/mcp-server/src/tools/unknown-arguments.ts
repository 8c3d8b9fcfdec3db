const MAX_NAMES = 20;

export interface UnknownArguments {
  /** An argument with almost the name of ours, which the caller left out: probably that one is meant. */
  readonly misspelled: { readonly given: string; readonly meant: string } | undefined;
  /** Names that mean nothing to us, such as those of other versions: at most 20. */
  readonly ignored: readonly string[];
}

/** Arguments that are not among the `known` ones. */
export function unknownArguments(known: readonly string[], args: unknown): UnknownArguments {
  if (typeof args !== "object" || args === null) return { misspelled: undefined, ignored: [] };
  const ignored = Object.keys(args).filter((name) => !known.includes(name));
  const missing = known.filter((name) => !(name in args));
  const misspelled = ignored.flatMap((given) => {
    const meant = missing.find((name) => letters(name) === letters(given));
    return meant === undefined ? [] : [{ given, meant }];
  });
  return { misspelled: misspelled[0], ignored: ignored.slice(0, MAX_NAMES) };
}

/** `approval-policy`, `approval_policy` and `approvalPolicy` are the same letters. */
const letters = (name: string): string => name.replaceAll(/[-_]/g, "").toLowerCase();
