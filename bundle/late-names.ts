import { parseSync } from "rolldown/utils";

type Statement = ReturnType<typeof parseSync>["program"]["body"][number];
type Declaration = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number];

/** An import of a late chunk. */
export interface LateName {
  readonly specifier: string;
  readonly exported: string;
  readonly local: string;
}

/** The names that a chunk imports from late chunks. */
export function lateNames(code: string, isLate: (specifier: string) => boolean): LateName[] {
  const { staticImports } = parseSync("chunk.mjs", code).module;
  return staticImports
    .filter(({ moduleRequest }) => isLate(moduleRequest.value))
    .flatMap(({ moduleRequest, entries }) =>
      entries.map(({ importName, localName }) => ({
        specifier: moduleRequest.value,
        exported: importName.name ?? "default",
        local: localName.value,
      })),
    );
}

/** The exports of a chunk that are functions or classes. */
export function exportedFunctions(code: string): Set<string> {
  const { module, program } = parseSync("chunk.mjs", code);
  const functions = new Set(program.body.flatMap(functionNames));
  const exported = module.staticExports.flatMap(({ entries }) => entries);
  return new Set(
    exported
      .filter(({ localName }) => functions.has(localName.name ?? ""))
      .map(({ exportName }) => exportName.name ?? "default"),
  );
}

function functionNames(statement: Statement): string[] {
  switch (statement.type) {
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return statement.id ? [statement.id.name] : [];
    case "VariableDeclaration":
      return statement.declarations.flatMap(functionName);
    default:
      return [];
  }
}

function functionName({ id, init }: Declaration): string[] {
  if (id.type !== "Identifier" || init === null) return [];
  return ["ArrowFunctionExpression", "FunctionExpression", "ClassExpression"].includes(init.type) ? [id.name] : [];
}
