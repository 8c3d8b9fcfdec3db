import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A directory for one test, deleted at its end. */
export interface TemporaryDirectory extends AsyncDisposable {
  /** A real path. */
  readonly path: string;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /** Every file below it by relative path; directories end with `/`, links are `-> target`. */
  read(): Promise<Record<string, string>>;
}

export async function temporaryDirectory(): Promise<TemporaryDirectory> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "apply-patch-")));
  return {
    path,
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), content);
      }
    },
    read: () => readTree(path, ""),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

async function readTree(root: string, prefix: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const entry of await readdir(join(root, prefix), { withFileTypes: true })) {
    const name = prefix + entry.name;
    if (entry.isSymbolicLink()) tree[name] = `-> ${await readlink(join(root, name))}`;
    else if (entry.isDirectory()) Object.assign(tree, { [`${name}/`]: "" }, await readTree(root, `${name}/`));
    else tree[name] = await readFile(join(root, name), "latin1");
  }
  return tree;
}
