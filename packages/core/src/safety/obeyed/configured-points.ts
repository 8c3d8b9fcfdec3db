import { basename, dirname, join, resolve } from "node:path";
import { readSmallBytesSync } from "../../files/read-small-file.js";
import { homeFolder } from "../../home-folder.js";
import { statsOf } from "./entry-state.js";
import { type GitSetting, settingsOf } from "./parse-git-config.js";
import { hooksIn, type ObeyedPoint } from "./repository-points.js";

export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
  /** The folder that hooks and programs run in: the project, or a bare repository itself. */
  readonly workTree: string;
  /** The value of `~`. */
  readonly home: string | undefined;
}

/** What a Git configuration makes Git obey besides itself: included settings, hook folders, programs. */
export interface ConfiguredPoints {
  readonly included: readonly ObeyedPoint[];
  /** Hook folders, whether they exist or not. */
  readonly hookFolders: readonly string[];
  readonly hooks: readonly ObeyedPoint[];
  /** Files that are executed. */
  readonly programs: readonly ObeyedPoint[];
  /** Repositories on this machine that are pushed to, which runs their hooks. Their `.git`, or themselves if they are bare. */
  readonly remotes: readonly string[];
}

export function configuredPoints(file: ConfigurationFile): ConfiguredPoints {
  const settings = settingsOf(file.text);
  const hookFolders = settings.flatMap((setting) =>
    setting.name === "core.hookspath" ? hookFoldersOf(setting, file) : [],
  );
  return {
    included: settings
      .filter(isInclude)
      .map(({ value }) => ({ path: pathOf(value, dirname(file.path), file), kind: "settings" })),
    hookFolders,
    hooks: hookFolders.flatMap(hooksIn),
    programs: settings
      .filter((setting) => !isInclude(setting) && setting.name !== "core.hookspath")
      .flatMap((setting) => filesNamedIn(setting, file))
      .map((path) => ({ path, kind: "whole" })),
    remotes: settings.filter(isRemote).flatMap(({ value }) => localRepositories(value, file)),
  };
}

const isInclude = ({ name }: GitSetting): boolean => name === "include.path" || /^includeif\..*\.path$/s.test(name);

/** The address of a repository, or where an address is allowed in place of a remote's name. */
const isRemote = ({ name }: GitSetting): boolean =>
  /^(remote\..*\.(url|pushurl)|branch\..*\.(remote|pushremote))$/s.test(name);

/** Where Git looks for a repository that an address without a host names: in the folder, or in one with `.git` added. */
function localRepositories(value: string, { workTree, home }: ConfigurationFile): string[] {
  const address = /^file:\/\//i.test(value) ? pathOfUrl(value) : value;
  if (/^[^/]*:/.test(address)) return [];
  const folder = pathOf(address, workTree, { home });
  return [join(folder, ".git"), `${folder}.git`, join(`${folder}.git`, ".git"), folder];
}

/** Git takes a host for the first part of the path. */
function pathOfUrl(url: string): string {
  const path = url.slice("file://".length);
  return `/${path.replace(/(%[0-9a-f]{2})+/gi, decoded)}`;
}

function decoded(bytes: string): string {
  return Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8");
}

/** husky keeps its own scripts in `_`; they run the files of the folder above. */
function hookFoldersOf({ value }: GitSetting, file: ConfigurationFile): string[] {
  const folder = pathOf(value, file.workTree, file);
  return basename(folder) === "_" ? [folder, dirname(folder)] : [folder];
}

/** Settings whose values name programs. In other settings, a value that looks like a file is not one. */
const NAMES_PROGRAM =
  /(command|program|driver|clean|smudge|process|textconv|editor|pager|helper|fsmonitor|askpass|sshcommand|external|cmd|uploadpack|receivepack|vcs|proxy|path|variant|signers|hook)$|^alias\./i;

function filesNamedIn({ name, value }: GitSetting, { workTree, ...file }: ConfigurationFile): string[] {
  if (!NAMES_PROGRAM.test(name)) return [];
  const words = value.split(/[\s"'!;|&()<>=]+/).filter((word) => /[./]/.test(word));
  const paths = words.map((word) => pathOf(word, workTree, file));
  return [...new Set(paths)].filter((path) => statsOf(path)?.isFile() ?? false);
}

/** `~/x` is in the user's home, `~name/x` in another user's. */
function pathOf(value: string, folder: string, { home = homeFolder({}) }: Pick<ConfigurationFile, "home">): string {
  const [, name, rest = ""] = /^~([^/]*)(.*)$/s.exec(value) ?? [];
  if (name === undefined) return resolve(folder, value);
  return join(name === "" ? home : (homeOf(name) ?? home), rest);
}

function homeOf(name: string): string | undefined {
  const users = readSmallBytesSync("/etc/passwd", MAX_USERS_BYTES)?.toString("utf8") ?? "";
  return users
    .split("\n")
    .map((line) => line.split(":"))
    .find(([user]) => user === name)?.[5];
}

const MAX_USERS_BYTES = 1024 * 1024;
