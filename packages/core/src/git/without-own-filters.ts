import { type GitCall, isOddlyNamed, runGit } from "./run-git.js";

/**
 * Settings that disable the programs in a repository's own configuration that comparing, writing or merging files would run, and its
 * hooks. Those in the user's global configuration stay. Undefined if Git does not list them, or is too old to override one whose name
 * contains a `=`: then no files may be compared.
 */
export async function withoutOwnFilters(call: GitCall): Promise<string[] | undefined> {
  const listing = await runGit(["config", "--list", "--name-only", "--show-scope", "-z"], call);
  if (listing === undefined) return undefined;
  const fields = listing.split("\0");
  const names = fields.filter((_, index) => /^(local|worktree)$/.test(fields[index - 1] ?? "") && index % 2 === 1);
  const settings = [...new Set(names.filter((name) => OWN_PROGRAM.test(name)).map(withoutProgram))];
  const odd = settings.find(isOddlyNamed);
  return odd === undefined || (await isOverridden(odd, { ...call, settings })) ? settings : undefined;
}

async function isOverridden(setting: string, call: GitCall): Promise<boolean> {
  const end = setting.lastIndexOf("=");
  return (await runGit(["config", "--get", setting.slice(0, end)], call)) === `${setting.slice(end + 1)}\n`;
}

const OWN_PROGRAM =
  /^(filter\..*\.(clean|smudge|process|required)|hook\..*\.(command|event|enabled)|merge\..*\.driver)$/is;

/** What Git itself does to merge a file; without a driver it would fail. */
const GIT_MERGE = "git merge-file %A %O %B";

function withoutProgram(name: string): string {
  if (/^hook\./i.test(name)) return `${name.slice(0, name.lastIndexOf("."))}.enabled=false`;
  if (/^merge\./i.test(name)) return `${name}=${GIT_MERGE}`;
  return name.toLowerCase().endsWith(".required") ? `${name}=false` : `${name}=`;
}
