import type { Plugin } from "rolldown";
import { parseSync } from "rolldown/utils";
import { replaceParts } from "./replace-parts.js";

/** Where a program's bundler has made CommonJS of our modules, `import.meta` is empty. */
const OWN_URL = `(import.meta.url??process.getBuiltinModule("node:url").pathToFileURL(__filename).href)`;
const URL_PROPERTY = ".url";

/** Lets a library's modules find their own URL even after another bundler has turned them into CommonJS. */
export const ownUrl: Plugin = {
  name: "own-url",
  renderChunk(code, { fileName }) {
    const { module, errors } = parseSync(fileName, code);
    if (errors.length > 0) throw new Error(`${fileName}: ${errors[0]?.message}`);
    if (module.importMetas.length === 0) return null;
    const urls = module.importMetas
      .filter(({ end }) => code.startsWith(URL_PROPERTY, end))
      .map(({ start, end }) => ({ start, end: end + URL_PROPERTY.length, text: OWN_URL }));
    return { code: replaceParts(code, urls) };
  },
};
