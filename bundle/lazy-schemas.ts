import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";
import { parseSync } from "rolldown/utils";
import * as mini from "zod/mini";
import * as lazy from "./lazy-zod.js";
import { type Replacement, replaceParts } from "./replace-parts.js";

const LAZY_ZOD = fileURLToPath(new URL("lazy-zod.ts", import.meta.url));

type Statement = ReturnType<typeof parseSync>["program"]["body"][number];
type Declarator = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number];
type Expression = NonNullable<Declarator["init"]>;

/** The functions of `zod/mini` that declare a schema which is created later. */
const declaring = new Set(
  Object.keys(lazy).filter((name) => name !== "whole" && Reflect.get(lazy, name) !== Reflect.get(mini, name)),
);

/**
 * Creates our schemas at first use (`lazy-zod.ts`, the only module that gets zod itself), and does not even evaluate a module's
 * declarations before: a server has 3,000 schemas, most of them parts of others.
 */
export const lazySchemas: Plugin = {
  name: "lazy-schemas",
  resolveId: {
    filter: { id: /^zod\/mini$/ },
    handler: (_, importer) => (importer === LAZY_ZOD ? null : LAZY_ZOD),
  },
  transform: {
    filter: { id: /[\\/](?:packages|apps)[\\/][^\\/]+[\\/]src[\\/].*\.ts$/, code: /\* as z from "zod\/mini"/ },
    handler: (code, id) => declareWhole(code, id),
  },
};

/** A source in which each schema that the module declares is a single function until it is used. */
export function declareWhole(code: string, fileName: string): string {
  const { program, errors } = parseSync(fileName, code);
  // The bundler reports syntax errors better.
  if (errors.length > 0) return code;
  const schemas = program.body.flatMap(declarators).flatMap(({ init }) => (init && isSchema(init) ? [init] : []));
  const replacements = schemas.map(({ start, end }): Replacement => {
    return { start, end, text: `/* @__PURE__ */ z.whole(() => ${code.slice(start, end)})` };
  });
  return replaceParts(code, replacements);
}

function declarators(statement: Statement): readonly Declarator[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  return declaration?.type === "VariableDeclaration" && declaration.kind === "const" ? declaration.declarations : [];
}

/** Whether it is `z.object(…)` or the like, with or without checks. */
function isSchema(expression: Expression): boolean {
  if (expression.type !== "CallExpression" || expression.callee.type !== "MemberExpression") return false;
  const { object, property } = expression.callee;
  if (property.type !== "Identifier") return false;
  if (object.type === "Identifier") return object.name === "z" && declaring.has(property.name);
  return property.name === "check" && isSchema(object);
}
