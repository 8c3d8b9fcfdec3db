import type { BashCommand, BashWord } from "./bash-command.js";
import { type BashNode, loadBashParser } from "./bash-grammar.js";

const NAMED = new Set([
  "program",
  "list",
  "pipeline",
  "command",
  "command_name",
  "word",
  "string",
  "string_content",
  "raw_string",
  "number",
]);
const OPERATORS = new Set(["&&", "||", ";", "|", '"', "'"]);

/** The simple commands of a script that contains nothing else, according to the grammar. Undefined for everything else. */
export async function commandsByGrammar(script: string): Promise<BashCommand[] | undefined> {
  const parser = await loadBashParser();
  using tree = parser.parse(script);
  if (tree.root.hasError) return undefined;
  const commands = collectCommands(tree.root)?.map(readCommand);
  return commands?.every((command) => command !== undefined) ? commands : undefined;
}

/** The command nodes in source order; undefined if any node is not on the lists. */
function collectCommands(root: BashNode): BashNode[] | undefined {
  const commands: BashNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!isAllowed(node)) return undefined;
    if (node.type === "command") commands.push(node);
    waiting.push(...node.children.toReversed());
  }
  return commands;
}

function isAllowed(node: BashNode): boolean {
  if (node.isNamed) return NAMED.has(node.type);
  return OPERATORS.has(node.type) || node.type.trim() === "";
}

function readCommand(command: BashNode): BashCommand | undefined {
  const words = command.namedChildren.map(readWord);
  return words.every((word) => word !== undefined) ? words : undefined;
}

function readWord(node: BashNode): BashWord | undefined {
  switch (node.type) {
    case "command_name": {
      const [name] = node.namedChildren;
      return name?.type === "word" ? readWord(name) : undefined;
    }
    case "word":
    case "number":
      return { text: withoutEscapes(node.text), source: node.text, isPattern: hasPattern(node.text) };
    case "string": {
      const [open, content, close] = node.children;
      if (node.childCount !== 3 || open?.type !== '"' || content?.type !== "string_content" || close?.type !== '"')
        return undefined;
      return { text: withoutQuotedEscapes(content.text), source: content.text, isPattern: false };
    }
    case "raw_string":
      return { text: node.text.slice(1, -1), source: node.text.slice(1, -1), isPattern: false };
    default:
      return undefined;
  }
}

function withoutEscapes(word: string): string {
  return word.replace(/\\([\s\S])/g, (_, char) => (char === "\n" ? "" : char));
}

function withoutQuotedEscapes(text: string): string {
  return text.replace(/\\([$`"\\\n])/g, (_, char) => (char === "\n" ? "" : char));
}

function hasPattern(word: string): boolean {
  return /[*?[]/.test(word.replace(/\\[\s\S]/g, ""));
}
