import { parseYaml, splitFrontMatter } from "../skills/front-matter.js";

/** A Markdown file with optional fields between two lines of `---` at the start. */
export interface MarkdownFile {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Trimmed. */
  readonly body: string;
}

export async function parseMarkdownFile(text: string): Promise<MarkdownFile> {
  const { block, rest } = splitFrontMatter(text.replace(/^\uFEFF/, ""));
  return { fields: (block === undefined ? undefined : await parseYaml(block)) ?? {}, body: rest.trim() };
}
