import { opendir } from "node:fs/promises";
import path from "node:path";
import { MAX_RULES_LENGTH, type Policy, parseRules, type RulesFault } from "@codex/execpolicy";
import { isNotFound } from "@codex/private-files";
import { readSmallFile } from "../files/read-small-file.js";

const ENDING = ".rules";
/** The file that gets the rules which the user adds when answering an approval. */
export const AMENDED_FILE = `default${ENDING}`;

export interface RulesPlaces {
  readonly codexHome: string;
  /** Trusted folders of the project, from its root down. Rules in other folders are ignored. */
  readonly trustedFolders: readonly string[];
}

/** A rules file that is ignored because of an error in it. */
export interface BrokenRules {
  readonly path: string;
  readonly message: string;
  /** Undefined when the file cannot be read at all. */
  readonly position: RulesFault["position"] | undefined;
}

export interface LoadedRules {
  readonly policies: readonly Policy[];
  readonly broken: readonly BrokenRules[];
}

/**
 * Loads the rules of all files: `*.rules` in `$CODEX_HOME/rules` and in the `.codex/rules` folders of a trusted repository.
 *
 * Differs from codex-rs: a broken file is ignored, but the other files still apply.
 */
export async function loadRulesFiles(places: RulesPlaces): Promise<LoadedRules> {
  const policies: Policy[] = [];
  const broken: BrokenRules[] = [];
  for (const folder of rulesFolders(places)) {
    const { files, unread } = await rulesFilesOf(folder);
    if (unread !== undefined) broken.push({ path: folder, message: unread, position: undefined });
    for (const file of files) {
      const text = await readSmallFile(file, MAX_RULES_LENGTH);
      const parsed = text === undefined ? undefined : parseRules(text);
      if (parsed?.ok) policies.push(parsed.policy);
      else if (parsed === undefined) broken.push({ path: file, message: "it cannot be read", position: undefined });
      else broken.push({ path: file, message: parsed.fault.message, position: parsed.fault.position });
    }
  }
  return { policies, broken };
}

export function userRulesFolder(codexHome: string): string {
  return path.join(codexHome, "rules");
}

function rulesFolders({ codexHome, trustedFolders }: RulesPlaces): string[] {
  const user = userRulesFolder(codexHome);
  const project = trustedFolders.map((folder) => path.join(folder, ".codex", "rules"));
  return [user, ...project.filter((folder) => folder !== user)];
}

/** Of the names in a folder; a hundred files hold a hundred megabytes of rules. */
const [MAX_ENTRIES, MAX_FILES] = [10_000, 100];

/** `unread`: which files are not among them. */
async function rulesFilesOf(folder: string): Promise<{ readonly files: readonly string[]; readonly unread?: string }> {
  const names: string[] = [];
  let entries = 0;
  try {
    for await (const { name } of await opendir(folder)) {
      if (++entries > MAX_ENTRIES) break;
      if (name.endsWith(ENDING)) names.push(name);
    }
  } catch (error) {
    if (isNotFound(error)) return { files: [] };
    throw error;
  }
  const files = names.sort().map((name) => path.join(folder, name));
  const read = files.slice(0, MAX_FILES);
  if (entries > MAX_ENTRIES)
    return { files: read, unread: `it has more than ${MAX_ENTRIES} entries: some of its files are not read` };
  return files.length > MAX_FILES
    ? { files: read, unread: `only the first ${MAX_FILES} files are read` }
    : { files: read };
}
