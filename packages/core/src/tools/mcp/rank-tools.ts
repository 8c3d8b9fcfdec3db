import type { ListedTool } from "./offered-mcp-tools.js";

/** Weights of a query word, by where it is found. */
const IN_NAME = 3;
const IN_DESCRIPTION = 1;

/** The tools that match a word of the query, best match first. A word that few tools contain counts more than a common one. */
export function rankTools(tools: readonly ListedTool[], query: string): ListedTool[] {
  const entries = tools.map((tool) => ({ tool, name: wordsOf(tool.name), description: wordsOf(tool.description) }));
  const wanted = [...wordsOf(query)];
  const weights = new Map(
    wanted.map((word) => {
      const having = entries.filter(({ name, description }) => name.has(word) || description.has(word)).length;
      return [word, Math.log(1 + tools.length / (1 + having))];
    }),
  );
  const scored = entries.map(({ tool, name, description }) => {
    const score = wanted.reduce((sum, word) => {
      const places = (name.has(word) ? IN_NAME : 0) + (description.has(word) ? IN_DESCRIPTION : 0);
      return sum + places * (weights.get(word) ?? 0);
    }, 0);
    return { tool, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1))
    .map(({ tool }) => tool);
}

/** Splits names into words: both `createIssue` and `create_issues` give "create" and "issue". */
function wordsOf(text: string): Set<string> {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return new Set(words.filter((word) => word !== "").map((word) => (word.length > 3 ? word.replace(/s$/, "") : word)));
}
