/** What `git init`, `git remote add` and a name for commits write; none of it makes Git run a program. */
const HARMLESS: readonly RegExp[] = [
  /^core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|symlinks|precomposeunicode)$/,
  /^user\.(name|email)$/,
  /^init\.defaultbranch$/,
  /^remote\.[^\n]*\.(url|fetch)$/,
  /^branch\.[^\n]*\.(remote|merge)$/,
];

/** The text of a Git configuration without the lines that are not known to be harmless. */
export function harmlessGitSettings(text: string): string {
  let section = "";
  const kept = text.split("\n").filter((line) => {
    const header = /^\[(\w+)(?: "([^"\\]*)")?\]$/.exec(line);
    if (header !== null) {
      section = [header[1]?.toLowerCase(), header[2]].filter((part) => part !== undefined).join(".");
      return true;
    }
    const setting = /^\s+(\w+)(?: = ([^\\]*))?$/.exec(line);
    const name = `${section}.${setting?.[1]?.toLowerCase()}`;
    return line === "" || (setting !== null && HARMLESS.some((harmless) => harmless.test(name)));
  });
  return kept.join("\n");
}
