import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import type { Plugin } from "rolldown";

const FILE_NAME = "THIRD-PARTY-LICENSES.txt";
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/**
 * Lists the code in the bundle with its licenses: most licenses require that if their text is not included otherwise.
 *
 * @param assets Files of other packages that are copied next to the bundle.
 */
export function thirdPartyLicenses(assets: readonly string[]): Plugin {
  return {
    name: "third-party-licenses",
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === "chunk" ? output.moduleIds : []));
      const folders = new Set([...modules, ...assets].flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
      const notices = [...[...folders].map(noticeOf), ...assets.flatMap(noticeBeside)].sort();
      this.emitFile({ type: "asset", fileName: FILE_NAME, source: notices.join(`\n${"-".repeat(80)}\n\n`) });
    },
  };
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(manifestIn(folder), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trimEnd()}\n`;
  return `${name} ${version} (${license})\n${text}`;
}

/** For a file that was taken out of its package: `NAME.LICENSE` next to `NAME.wasm`. */
function noticeBeside(asset: string): string[] {
  const { name, dir } = parse(asset);
  const file = join(dir, `${name}.LICENSE`);
  return existsSync(file) ? [`${name}\n\n${readFileSync(file, "utf8").trimEnd()}\n`] : [];
}

function manifestIn(folder: string): string {
  const file = join(folder, "package.json");
  return existsSync(file) ? file : manifestIn(dirname(folder));
}
