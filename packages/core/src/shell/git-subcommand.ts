/** Options of `git` itself whose value is the next word. */
const WITH_VALUE = /^(-[cC]|--(git-dir|work-tree|namespace|exec-path|super-prefix|config-env|attr-source|list-cmds))$/;

/** The subcommand of `git` and what follows it, without the options before it. Empty if there is none. */
export function gitSubcommand(args: readonly string[]): readonly string[] {
  let at = 0;
  for (let word = args[at]; word?.startsWith("-") === true; word = args[at]) at += WITH_VALUE.test(word) ? 2 : 1;
  return args.slice(at);
}
