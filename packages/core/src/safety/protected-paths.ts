import { lstatSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isBelow } from "../files/is-within.js";
import { readSmallBytesSync } from "../files/read-small-file.js";
import { namesIn } from "./folder-entries.js";
import type { OuterGitFolder } from "./roots/outer-git-folder.js";
import type { ScopeRoot } from "./roots/session-roots.js";

/**
 * Project files and folders that agents obey: settings that name programs, servers and hooks; skills; and logins. Contains only
 * those that everyday work does not change.
 */
const AGENT_FILES: readonly string[] = [
  ...[".codex", ".agents", ".aws", ".mcp.json", ".claude/settings.json", ".claude/settings.local.json"],
  ...[".gemini/settings.json", ".cursor/mcp.json", ".vscode/mcp.json"],
];

export const agentFilesIn = (folder: string): string[] => AGENT_FILES.map((name) => join(folder, name));

/**
 * Paths below a project that must not change, whether they exist or not: through them a command could make Git, Codex or another
 * agent run something later, outside the sandbox.
 */
export function protectedPathsBelow(workspace: string): string[] {
  return [
    ...agentFilesIn(workspace),
    ...ifThere(join(workspace, ".gitmodules")),
    ...protectedPathsOfGit(join(workspace, ".git")),
  ];
}

/** The same for one `.git`: a repository's folder, or the file that points to the repository. */
export function protectedPathsOfGit(git: string): string[] {
  if (!isFile(git)) return protectedPathsOfRepository(git);
  const repository = repositoryOf(git);
  return repository === undefined ? [git] : [git, ...protectedPathsOfRepository(repository)];
}

function protectedPathsOfRepository(folder: string): string[] {
  return [
    join(folder, "hooks"),
    join(folder, "config"),
    join(folder, "commondir"),
    ...ifThere(join(folder, "config.worktree")),
  ];
}

/** Files and folders in a home that shells, Git, SSH and the desktop read when the user starts something. */
const STARTUP_FILES: readonly string[] = [
  ...[".profile", ".bash_profile", ".bash_login", ".bashrc", ".bash_logout", ".bash_aliases", ".inputrc"],
  ...[".zshenv", ".zprofile", ".zshrc", ".zlogin", ".zlogout", ".kshrc", ".mkshrc", ".cshrc", ".tcshrc", ".login"],
  ...[".config/fish", ".config/git", ".gitconfig", ".ssh", ".gnupg", ".npmrc", ".vimrc", ".config/nvim", ".tmux.conf"],
  ...[".pam_environment", ".xprofile", ".xinitrc", ".xsession", ".xsessionrc", ".config/environment.d"],
  ...[".config/autostart", ".config/systemd", ".config/direnv", "bin", ".local/bin", ".codex"],
  // Files that those above read by convention, and from which everyday programs start others.
  ...[".bash_completion", ".cargo/env", ".cargo/config.toml", ".nvm/nvm.sh", ".oh-my-zsh", ".zsh", ".config/zsh"],
  ...[".vim", ".emacs", ".emacs.d", ".config/emacs", ".nanorc", ".lesskey", ".lessfilter", ".selected_editor"],
  ...[".screenrc", ".gdbinit", ".config/gdb", ".direnvrc", ".envrc", ".mailcap", ".psqlrc", ".pythonrc", ".irbrc"],
  ...[".curlrc", ".wgetrc", ".netrc", ".docker/config.json", ".kube/config", ".aws", ".config/pip", ".pypirc"],
  ...[
    ".local/share/applications",
    ".local/share/bash-completion",
    ".config/plasma-workspace",
    ".vnc/xstartup",
    ".forward",
  ],
  // Prompts, terminals and window managers that run programs named in their settings.
  ...[
    ".config/starship.toml",
    ".p10k.zsh",
    ".fzf.bash",
    ".fzf.zsh",
    ".config/tmux",
    ".config/kitty",
    ".config/alacritty",
  ],
  ...[
    ".wezterm.lua",
    ".config/wezterm",
    ".config/zellij",
    ".config/helix",
    ".config/i3",
    ".config/sway",
    ".config/hypr",
  ],
  // Everyday tools: what they start before, or instead of, what they are asked to run.
  ...[
    ".cargo/bin",
    "go/bin",
    ".deno/bin",
    ".bun/bin",
    ".config/gh",
    ".config/mise",
    ".mise.toml",
    ".asdfrc",
    ".tool-versions",
  ],
  ...[".yarnrc", ".yarnrc.yml", ".bunfig.toml", ".m2/settings.xml", ".gradle/init.gradle", ".gradle/init.d", ".gemrc"],
  ...[".gradle/gradle.properties", ".bundle/config", ".bazelrc", ".hgrc", ".ansible.cfg", ".terraformrc", ".my.cnf"],
  ...[
    ".lldbinit",
    ".Rprofile",
    ".ghci",
    ".sqliterc",
    ".ipython/profile_default/startup",
    ".rhosts",
    ".shosts",
    ".k5login",
  ],
  // Other agents.
  ...[".agents", ".mcp.json", ".claude", ".claude.json", ".gemini", ".cursor/mcp.json", ".config/opencode"],
];

/** What the user's programs read at start, for a home that is or lies in a writable folder. */
export const startupFilesOf = (home: string): string[] => STARTUP_FILES.map((name) => join(home, name));

/** What must not change in a writable folder, where making it read-only gets in nobody's way. */
export function protectedPathsIn(
  { root, workspaces, gitFolders = [] }: Pick<ScopeRoot, "root" | "workspaces" | "gitFolders">,
  { home, codexHome }: { readonly home: string | undefined; readonly codexHome: string | undefined },
): string[] {
  const isInside = (path: string) => isBelow(root, path);
  return [
    ...workspaces.flatMap(protectedPathsBelow).filter(isInside),
    ...gitFolders.flatMap((git) => protectedPathsOfOuter(git, gitFolders)),
    ...(home === undefined ? [] : startupFilesOf(home).flatMap(ifThere).filter(isInside)),
    ...(codexHome === undefined || !isInside(codexHome) ? [] : [codexHome]),
  ];
}

/**
 * For a repository shared by several working trees: in addition to the usual paths, everything that belongs to the other working
 * trees, including the main one.
 */
function protectedPathsOfOuter({ folder, own }: OuterGitFolder, all: readonly OuterGitFolder[]): string[] {
  if (folder === own) return protectedPathsOfRepository(folder);
  const trees = namesIn(join(folder, "worktrees")).map((name) => join(folder, "worktrees", name));
  return [
    ...protectedPathsOfRepository(folder),
    ...["HEAD", "index", "modules"].flatMap((name) => ifThere(join(folder, name))),
    ...trees.filter((tree) => !all.some((other) => other.own === tree)),
    ...["commondir", "gitdir", "config.worktree"].flatMap((name) => ifThere(join(own, name))),
  ];
}

/** Longer files are no pointers: a path has 4 KiB at most. */
const MAX_POINTER_BYTES = 8 * 1024;

/** Where a `.git` file says that the repository is; undefined if it is no such file. */
export function repositoryOf(file: string): string | undefined {
  const text = readSmallBytesSync(file, MAX_POINTER_BYTES)?.toString("utf8") ?? "";
  const [, path] = /^gitdir: ([^\n]+)\n*$/.exec(text) ?? [];
  return path === undefined ? undefined : resolve(dirname(file), path);
}

const ifThere = (path: string): string[] => (lstat(path) === undefined ? [] : [path]);
const isFile = (path: string): boolean => lstat(path)?.isFile() ?? false;

function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file where a folder should be, a loop of links, a folder that may not be entered.
  }
}
