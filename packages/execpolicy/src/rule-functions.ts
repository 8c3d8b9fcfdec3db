import { posix } from "node:path";
import { RulesFaultError, type RulesPosition } from "./error.js";
import {
  DECISIONS,
  type Decision,
  type HostExecutable,
  matchPrefix,
  NETWORK_PROTOCOLS,
  type NetworkRule,
  type PrefixRule,
} from "./rule.js";
import { splitShellWords } from "./split-shell-words.js";
import { type Call, display, FunctionValue, isList, type Value } from "./value.js";

/** Receives a file's rules one by one. */
export interface RuleSink {
  prefixRule(rule: PrefixRule): void;
  hostExecutable(executable: HostExecutable): void;
  networkRule(rule: NetworkRule): void;
}

/** The functions with which a rules file makes rules: names and parameters as in codex 0.171.0. */
export function ruleFunctions(sink: RuleSink): FunctionValue[] {
  return [
    new FunctionValue("prefix_rule", (call) => {
      sink.prefixRule(prefixRule(call));
      return null;
    }),
    new FunctionValue("host_executable", (call) => {
      sink.hostExecutable(hostExecutable(call));
      return null;
    }),
    new FunctionValue("network_rule", (call) => {
      sink.networkRule(networkRule(call));
      return null;
    }),
  ];
}

function prefixRule(call: Call): PrefixRule {
  const given = named(call, ["pattern", "decision", "match", "not_match", "justification", "canonical_matching"]);
  const pattern = readPattern(given.get("pattern"), call.position);
  for (const example of readExamples(given.get("match"), "match", call.position)) {
    if (matchPrefix(pattern, example) === undefined) throw mismatch("match", example, "does not fit", call.position);
  }
  for (const example of readExamples(given.get("not_match"), "not_match", call.position)) {
    if (matchPrefix(pattern, example) !== undefined) throw mismatch("not_match", example, "fits", call.position);
  }
  const canonical = given.get("canonical_matching");
  if (canonical !== undefined && typeof canonical !== "boolean")
    throw invalid('"canonical_matching" is True or False', call.position);
  return {
    pattern,
    decision: given.has("decision") ? readDecision(given.get("decision"), call.position) : "allow",
    justification: readJustification(given.get("justification"), call.position),
  };
}

function hostExecutable(call: Call): HostExecutable {
  const given = named(call, ["name", "paths"]);
  const name = readText(given.get("name"), "name", call.position);
  const paths = given.get("paths");
  if (name.includes("/")) throw invalid('"name" is the name of a program, without a folder', call.position);
  if (!isList(paths)) throw invalid('"paths" is a list of absolute paths', call.position);
  return {
    name,
    paths: paths.map((path) => {
      const text = readText(path, "paths", call.position);
      if (!text.startsWith("/") && !/^[A-Za-z]:[\\/]/.test(text))
        throw invalid(`"${text}" is not an absolute path`, call.position);
      if (text.split(/[\\/]/).at(-1) !== name) throw invalid(`"${text}" is not a path of "${name}"`, call.position);
      return text.startsWith("/") ? posix.normalize(text) : text;
    }),
  };
}

const VIA_CONNECT = new Set(["https_connect", "http-connect"]);

function networkRule(call: Call): NetworkRule {
  const given = named(call, ["host", "protocol", "decision", "justification"]);
  const host = readText(given.get("host"), "host", call.position).trim();
  if (!/^[\w.:[\]-]+$/.test(host))
    throw invalid(`"${host}" is not a host: use a name or an address, without wildcards`, call.position);
  const wanted = given.get("protocol");
  // The protocol, by the name used in proxy requests.
  const protocol = NETWORK_PROTOCOLS.find(
    (name) => name === (typeof wanted === "string" && VIA_CONNECT.has(wanted) ? "https" : wanted),
  );
  if (protocol === undefined) throw invalid(`"protocol" is one of ${NETWORK_PROTOCOLS.join(", ")}`, call.position);
  const decision = given.get("decision");
  return {
    host,
    protocol,
    decision: readDecision(decision === "deny" ? "forbidden" : decision, call.position),
    justification: readJustification(given.get("justification"), call.position),
  };
}

/** The arguments by parameter name. */
function named({ positional, named, position }: Call, parameters: readonly string[]): Map<string, Value> {
  const unknown = [...named.keys()].find((name) => !parameters.includes(name));
  if (unknown !== undefined)
    throw invalid(`there is no parameter "${unknown}"; there are ${parameters.join(", ")}`, position);
  if (positional.length > parameters.length) throw invalid(`at most ${parameters.length} values`, position);
  const values = new Map(named);
  for (const [index, value] of positional.entries()) {
    const name = parameters[index] ?? "";
    if (values.has(name)) throw invalid(`"${name}" is given twice`, position);
    values.set(name, value);
  }
  return values;
}

function readPattern(value: Value | undefined, position: RulesPosition): string[][] {
  if (!isList(value) || value.length === 0) throw invalid('"pattern" is a list of at least one word', position);
  return value.map((word) => {
    const alternatives = isList(word) ? word : [word];
    if (alternatives.length === 0) throw invalid('a list inside of "pattern" holds at least one word', position);
    return alternatives.map((alternative) => readWord(alternative, "pattern", position));
  });
}

function readExamples(value: Value | undefined, parameter: string, position: RulesPosition): (readonly string[])[] {
  if (value === undefined) return [];
  if (!isList(value)) throw invalid(`"${parameter}" is a list of commands`, position);
  return value.map((example) => {
    const words = isList(example)
      ? example.map((word) => readWord(word, parameter, position))
      : splitShellWords(readText(example, parameter, position));
    if (words === undefined || words.length === 0)
      throw invalid(`"${parameter}" holds a command that cannot be read`, position);
    return words;
  });
}

function readDecision(value: Value | undefined, position: RulesPosition): Decision {
  const decision = DECISIONS.find((name) => name === value);
  if (decision === undefined)
    throw invalid(`"decision" is one of ${DECISIONS.join(", ")}, not ${display(value ?? null, 1)}`, position);
  return decision;
}

function readJustification(value: Value | undefined, position: RulesPosition): string | undefined {
  return value === undefined ? undefined : readText(value, "justification", position);
}

/** A word of a command, which may be empty. */
function readWord(value: Value, parameter: string, position: RulesPosition): string {
  if (typeof value !== "string") throw invalid(`"${parameter}" holds words`, position);
  return value;
}

function readText(value: Value | undefined, parameter: string, position: RulesPosition): string {
  if (typeof value !== "string" || value.trim() === "")
    throw invalid(`"${parameter}" is text, and not empty`, position);
  return value;
}

function mismatch(parameter: string, words: readonly string[], what: string, position: RulesPosition): RulesFaultError {
  const message = `the example ${JSON.stringify(words.join(" "))} of "${parameter}" ${what} the pattern`;
  return new RulesFaultError("example-mismatch", message, position);
}

function invalid(message: string, position: RulesPosition): RulesFaultError {
  return new RulesFaultError("invalid-rule", message, position);
}
