// `npm run api-report`: writes packages/NAME/api-report.txt, the public types of each published package as its users' compilers see them,
// so that a change of them shows up in a review. `--check` only reports which are stale. Needs a build.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "./run.mjs";

const isCheck = process.argv.includes("--check");
const MAX_LENGTH = 1500;
const printer = ts.createPrinter({ removeComments: true });
const packages = readdirSync(path.join(root, "packages")).map((name) => path.join(root, "packages", name));
const stale = packages.filter((folder) => existsSync(path.join(folder, "package.json")) && !settle(folder));
for (const folder of stale) {
  console.error(
    `${path.relative(root, folder)}/api-report.txt is not what was built: npm run build && npm run api-report`,
  );
}
process.exitCode = stale.length === 0 ? 0 : 1;

/** Whether the report matches the package; without `--check` it is updated. */
function settle(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  if (manifest.private) return true;
  const file = path.join(folder, "api-report.txt");
  const report = reportOf(folder, manifest);
  if (existsSync(file) && readFileSync(file, "utf8") === report) return true;
  if (!isCheck) writeFileSync(file, report);
  return !isCheck;
}

function reportOf(folder, manifest) {
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
    target.types === undefined
      ? []
      : [{ name: path.posix.join(manifest.name, entry), file: path.join(folder, target.types) }],
  );
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, types: [], noResolve: false };
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  // Exports of several entries are listed with the first one.
  const shown = new Map();
  return entries.map(({ name, file }) => sectionOf(name, file, { program, folder, shown })).join("\n");
}

/** Each exported name with its declaration, then mentioned types that cannot be imported. */
function sectionOf(name, file, { program, folder, shown }) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${path.relative(root, file)} is not there: npm run build`);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source)).sort(byName);
  const seen = new Set(exported.map((symbol) => resolved(symbol, checker)));
  const lines = exported.flatMap((symbol) => {
    const target = resolved(symbol, checker);
    if (shown.has(target)) return [`${symbol.name}: see ${shown.get(target)}`];
    shown.set(target, name);
    return declared(symbol, checker);
  });
  const inner = [];
  // The set grows while it is walked.
  for (const symbol of seen) {
    for (const mentioned of mentionedBy(symbol, checker, folder)) {
      if (seen.has(mentioned)) continue;
      seen.add(mentioned);
      inner.push(mentioned);
    }
  }
  const hidden = inner
    .sort(byName)
    .flatMap((symbol) => declared(symbol, checker).map((line) => `(not exported) ${line}`));
  return [`# ${name}`, "", ...lines, ...hidden, ""].join("\n");
}

function declared(symbol, checker) {
  return (resolved(symbol, checker).declarations ?? []).map((declaration) => {
    const text = printed(declaration);
    return symbol.name === resolved(symbol, checker).name ? text : `${symbol.name} = ${text}`;
  });
}

function printed(declaration) {
  const file = declaration.getSourceFile();
  if (ts.isSourceFile(declaration)) return `(module ${path.basename(declaration.fileName)})`;
  const text = printer.printNode(ts.EmitHint.Unspecified, declaration, file);
  return shortened(text.replace(/^(?:export |declare )+/, ""));
}

/** Schemas of whole protocols are megabytes as types: long ones are replaced by a digest that shows whether they have changed. */
function shortened(text) {
  if (text.length <= MAX_LENGTH) return text;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${text.slice(0, text.indexOf("\n"))} … ${text.length} characters, sha256 ${digest}`;
}

/** The symbols of this package that a declaration mentions. */
function mentionedBy(symbol, checker, folder) {
  const found = [];
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const local = checker.getSymbolAtLocation(node);
      const target = local && resolved(local, checker);
      if (target?.declarations?.some((declaration) => isTopLevel(declaration, folder))) found.push(target);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) if (!ts.isSourceFile(declaration)) visit(declaration);
  return found;
}

function isTopLevel(declaration, folder) {
  const file = declaration.getSourceFile();
  if (!file.fileName.startsWith(`${folder}/dist/`)) return false;
  const parent = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
  return parent === file && !ts.isImportDeclaration(declaration);
}

function resolved(symbol, checker) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function byName(left, right) {
  return left.name < right.name ? -1 : 1;
}
