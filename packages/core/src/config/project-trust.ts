import { realpath } from "node:fs/promises";
import { isWithin } from "../files/is-within.js";
import { findRepository, mainRepositoryRoot, rootWithMarker } from "../git/repository.js";
import { isTable, type Table } from "./table.js";

export interface ProjectSettings {
  /** Trust decisions by folder. */
  readonly projects: Readonly<Record<string, { readonly trust_level?: string | undefined }>> | undefined;
  /** Names that mark a project's root. Default: `.git`. */
  readonly markers: readonly string[] | undefined;
}

type Projects = NonNullable<ProjectSettings["projects"]>;

/** The same settings from unvalidated files. Invalid values are ignored. */
export function projectSettingsIn(written: { readonly projects: unknown; readonly markers: unknown }): ProjectSettings {
  const { projects, markers } = written;
  const areTexts = Array.isArray(markers) && markers.every((one) => typeof one === "string");
  return { projects: isTable(projects) ? trustLevels(projects) : undefined, markers: areTexts ? markers : undefined };
}

function trustLevels(projects: Table): Projects {
  return Object.fromEntries(
    Object.entries(projects).map(([folder, project]) => {
      const level = isTable(project) ? project["trust_level"] : undefined;
      return [folder, typeof level === "string" ? { trust_level: level } : {}];
    }),
  );
}

/**
 * The user's decisions about the folders of the project that contains `cwd`: those about the folder itself, otherwise about the project's
 * root, otherwise about the repository's main working tree.
 */
export async function trustOfFolders(
  cwd: string,
  { projects, markers }: ProjectSettings,
): Promise<(folder: string) => string | undefined> {
  if (projects === undefined) return () => undefined;
  const [root, repository, main] = await Promise.all([
    rootWithMarker(cwd, markers),
    findRepository(cwd),
    mainRepositoryRoot(cwd),
  ]);
  const levelOf = (one: string | undefined) => (one === undefined ? undefined : levelAt(projects, one));
  const ofRoot = levelOf(root) ?? levelOf(root && (await realPathOf(root)));
  const ofRepository = levelOf(main);
  const tree = repository?.workTree;
  const trees = tree === undefined ? [] : [tree, await realPathOf(tree)];
  return (folder) =>
    levelAt(projects, folder) ?? ofRoot ?? (trees.some((one) => isWithin(one, folder)) ? ofRepository : undefined);
}

const realPathOf = (folder: string): Promise<string> => realpath(folder).catch(() => folder);

function levelAt(projects: Projects, folder: string): string | undefined {
  return Object.hasOwn(projects, folder) ? projects[folder]?.trust_level : undefined;
}
