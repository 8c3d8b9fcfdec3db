import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder that is deleted at the end of the test. */
export class TemporaryFolder implements Disposable {
  readonly path: string;

  /** `parent`: a folder other than the shared temporary one, which commands may write. */
  constructor(files: Readonly<Record<string, string>> = {}, parent = tmpdir()) {
    this.path = realpathSync(mkdtempSync(path.join(parent, "codex-test-")));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  at(...names: string[]): string {
    return path.join(this.path, ...names);
  }

  write(name: string, content: string): string {
    const file = this.at(name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
