import { type GitSetting, settingsOf } from "./parse-git-config.js";

/**
 * Keys that commands may add, because none of them makes Git run a program or read settings elsewhere: what `git init`, `clone`,
 * `remote add`, `branch`, `worktree`, `submodule` and `sparse-checkout` write, and common user settings.
 */
const HARMLESS: readonly RegExp[] = [
  /^core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|symlinks|precomposeunicode|quotepath|longpaths)$/,
  /^core\.(autocrlf|eol|safecrlf|abbrev|compression|sparsecheckout|sparsecheckoutcone|untrackedcache|preloadindex|commitgraph)$/,
  /^extensions\.(worktreeconfig|objectformat|refstorage|partialclone|preciousobjects|noop|relativeworktrees)$/,
  /^index\.(sparse|version|threads|skiphash)$/,
  /^user\.(name|email)$/,
  /^(author|committer)\.(name|email)$/,
  /^init\.defaultbranch$/,
  /^remote\.[^\n]*\.(url|pushurl|fetch|push|prune|mirror|tagopt|promisor|partialclonefilter)$/,
  /^branch\.[^\n]*\.(remote|merge|rebase|pushremote|description|gh-merge-base|vscode-merge-base)$/,
  /^branch\.(autosetupmerge|autosetuprebase|sort)$/,
  /^submodule\.([^\n]*\.)?(url|active|path|branch|recurse)$/,
  /^(pull\.(rebase|ff)|push\.(default|autosetupremote|followtags)|fetch\.(prune|pruneTags|parallel))$/i,
  /^(rebase\.(autosquash|autostash|updaterefs)|merge\.(ff|conflictstyle|renames|stat)|rerere\.(enabled|autoupdate))$/,
  /^(status|log|advice|color|column|feature)\.[a-z.]+$/,
  /^(gc\.(auto|autopacklimit|autodetach|pruneexpire|worktreepruneexpire)|commit\.(verbose|status|cleanup)|tag\.sort)$/,
];

/** Addresses that would be interpreted as commands or options. */
const COMMAND_AS_ADDRESS = /^\s*(-|ext::|fd::)/i;

export interface SettingsJudgement {
  /** The text without untrusted lines. */
  readonly kept: string;
  /** Names of the removed settings; `?` for a line that is none. */
  readonly removed: readonly string[];
}

/**
 * A configuration that a command wrote, without settings it may not add. Lines from before and harmless lines stay. Parses only the
 * plain form that Git itself writes; if the earlier text contains other forms, it is restored unchanged.
 */
export function trustedSettings(
  text: string,
  before: string,
  isHarmlessWorkTree: (value: string) => boolean,
): SettingsJudgement {
  const old = before.split("\n");
  if (!old.every(isPlain)) return text === before ? { kept: text, removed: [] } : { kept: before, removed: ["?"] };
  const known = new Set(linesOf(before).map(({ section, line }) => `${section}\n${line}`));
  const lines = linesOf(text);
  const isKept = ({ section, line, setting }: Line): boolean =>
    known.has(`${section}\n${line}`) ||
    (setting === undefined ? isPlain(line) : isHarmless(setting, isHarmlessWorkTree));
  const removed = lines.filter((line) => !isKept(line)).map(({ setting }) => setting?.name ?? "?");
  const isNew = (line: Line): boolean => line.setting !== undefined && !known.has(`${line.section}\n${line.line}`);
  if (removed.length > 0 && !lines.some((line) => isNew(line) && isKept(line))) return { kept: before, removed };
  return {
    kept:
      removed.length === 0
        ? text
        : lines
            .filter(isKept)
            .map(({ line }) => line)
            .join("\n"),
    removed,
  };
}

function isHarmless({ name, value }: GitSetting, isHarmlessWorkTree: (value: string) => boolean): boolean {
  if (name === "core.worktree") return isHarmlessWorkTree(value);
  if (/(url|remote)$/.test(name) && COMMAND_AS_ADDRESS.test(value)) return false;
  return HARMLESS.some((harmless) => harmless.test(name));
}

interface Line {
  readonly line: string;
  readonly section: string;
  readonly setting: GitSetting | undefined;
}

const HEADER = /^\s*\[([\w.-]+)(?:\s+"([^"\\]*)")?\]\s*$/;
const SETTING = /^\s*[a-zA-Z][\w-]*[ \t]*(=[^\\\0]*|\r?)$/;
const COMMENT = /^\s*([#;][^\\]*)?$/;

/** Git ends a value at a NUL byte. */
const isPlain = (line: string): boolean => HEADER.test(line) || COMMENT.test(line) || SETTING.test(line);

function linesOf(text: string): Line[] {
  let section = "";
  return text.split("\n").map((line) => {
    const header = HEADER.exec(line);
    if (header !== null) {
      section = [header[1]?.toLowerCase(), header[2]].filter((part) => part !== undefined).join(".");
      return { line, section, setting: undefined };
    }
    const isSetting = !COMMENT.test(line) && SETTING.test(line);
    const [setting] = isSetting ? settingsOf(`[x]\n${line}`) : [];
    return { line, section, setting: setting && { ...setting, name: `${section}${setting.name.slice(1)}` } };
  });
}
