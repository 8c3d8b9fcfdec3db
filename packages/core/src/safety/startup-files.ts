import { basename, dirname, isAbsolute, join, relative } from "node:path";
import type { Environment } from "../environment.js";
import { isBelow, isWithin } from "../files/is-within.js";
import { realPathWithMissing } from "../files/real-path.js";

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
  ...[".config/user-dirs.dirs", ".config/nushell", ".config/powershell", ".config/elvish", ".config/xonsh", ".xonshrc"],
  ...[".config/Code/User", ".config/Cursor/User", ".vscode/extensions", ".cursor/extensions", ".sdkman/bin"],
  // Other agents.
  ...[".agents", ".mcp.json", ".claude", ".claude.json", ".gemini", ".cursor/mcp.json", ".config/opencode"],
];

/**
 * Variables that name a folder to use in place of one in the home. Without those that projects set to a folder of their own, into which
 * everyday work installs programs (`CARGO_HOME`, `GOPATH`).
 */
const MOVED_FOLDERS: Readonly<Record<string, string>> = {
  XDG_CONFIG_HOME: ".config",
  XDG_DATA_HOME: ".local/share",
  NVM_DIR: ".nvm",
  GNUPGHOME: ".gnupg",
  DOCKER_CONFIG: ".docker",
  CLAUDE_CONFIG_DIR: ".claude",
};
const GIT_SETTINGS = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];
/** Variables that name a file which a program obeys when it starts. */
const NAMED_FILES: readonly string[] = [
  ...GIT_SETTINGS,
  ...["RIPGREP_CONFIG_PATH", "PIP_CONFIG_FILE", "AWS_CONFIG_FILE", "STARSHIP_CONFIG", "NPM_CONFIG_GLOBALCONFIG"],
  ...["BASH_ENV", "ENV", "INPUTRC", "PYTHONSTARTUP", "NPM_CONFIG_USERCONFIG", "WGETRC", "SCREENRC", "PSQLRC"],
];

/** The latest list for an environment: it is long, asked for several times a command, and changes only with the real folders in it. */
const lists = new WeakMap<Environment, { readonly key: string; readonly files: readonly string[] }>();

/**
 * What the user's programs read at start: in the home folder, and wherever the environment has moved it. The folders that variables name are
 * real paths, as those of sessions are.
 */
export function startupFilesOf(named: Environment): readonly string[] {
  const env = withRealFolders(named);
  const namedFiles = NAMED_FILES.flatMap((variable) => env[variable] ?? []).map(realPlaceOf);
  const key = [...NAMING_FOLDERS.map((variable) => env[variable]), ...namedFiles].join("\0");
  const known = lists.get(named);
  if (known?.key === key) return known.files;
  const { HOME, ZDOTDIR } = env;
  const files = [
    ...placedIn(HOME, STARTUP_FILES),
    ...Object.entries(MOVED_FOLDERS).flatMap(([variable, folder]) => placedIn(env[variable], namesBelow(folder))),
    ...placedIn(ZDOTDIR, STARTUP_FILES.filter(isOfZsh)),
    ...namedFiles,
    ...installedPrograms(named),
  ];
  const list = { key, files: [...new Set(files.filter(isAbsolute))] };
  lists.set(named, list);
  return list.files;
}

const realPlaceOf = (path: string): string => join(realPathWithMissing(dirname(path)), basename(path));

const NAMING_FOLDERS: readonly string[] = ["HOME", "ZDOTDIR", ...Object.keys(MOVED_FOLDERS)];

function withRealFolders(env: Environment): Environment {
  const found = NAMING_FOLDERS.flatMap((variable) => {
    const folder = env[variable];
    return folder !== undefined && isAbsolute(folder) ? [[variable, realPathWithMissing(folder)] as const] : [];
  });
  return { ...env, ...Object.fromEntries(found) };
}

/** Folders of `PATH` in hidden ones of the home, such as `~/.pyenv/shims`: what is there belongs to no project. */
function installedPrograms({ HOME, PATH = "" }: Environment): string[] {
  if (HOME === undefined) return [];
  const isHidden = (folder: string) => isBelow(HOME, folder) && relative(HOME, folder).startsWith(".");
  const installed = PATH.split(":").filter((folder) => isHidden(folder) && !OF_PROJECT.test(folder));
  return installed.map((folder) => join(realPathWithMissing(HOME), relative(HOME, folder)));
}

const OF_PROJECT = /\/(node_modules|\.?v?env)\//;

/** The user's own Git configuration. */
export function globalGitSettings(named: Environment): string[] {
  const env = withRealFolders(named);
  const files = [
    ...placedIn(env["HOME"], [".gitconfig", ".config/git/config"]),
    ...placedIn(env["XDG_CONFIG_HOME"], ["git/config"]),
    ...GIT_SETTINGS.flatMap((variable) => env[variable] ?? []).map(realPlaceOf),
  ];
  return [...new Set(files.filter(isAbsolute))];
}

const placedIn = (folder: string | undefined, names: readonly string[]): string[] =>
  folder === undefined ? [] : names.map((name) => join(folder, name));

const namesBelow = (folder: string): string[] =>
  STARTUP_FILES.filter((name) => isWithin(folder, name)).map((name) => relative(folder, name));

const isOfZsh = (name: string): boolean => /^\.z[a-z]+$/.test(name);
