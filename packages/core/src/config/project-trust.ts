import { realpath } from "node:fs/promises";
import { isWithin } from "../files/is-within.js";
import { findRepository, mainRepositoryRoot, rootWithMarker } from "../git/repository.js";
import { isTable, type Table } from "./cli-override.js";

export interface ProjectSettings {
  /** By folder. */
  readonly projects: Readonly<Record<string, { readonly trust_level?: string | undefined }>> | undefined;
  /** What a project's root has in it. Default: `.git`. */
  readonly markers: readonly string[] | undefined;
}

type Projects = NonNullable<ProjectSettings["projects"]>;

/** The same as files have it, before they are checked. What makes no sense says nothing. */
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
 * What the user decided about folders of the project that `cwd` is in: about the folder itself, else about the project's root, else
 * about the main working tree of the repository, for the folders in it.
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
