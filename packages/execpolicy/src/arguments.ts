import { evaluationFault, type RulesPosition } from "./error.js";
import type { Scope } from "./scope.js";
import type { Argument, Expression, Parameter } from "./syntax.js";
import { type Call, typeName, type Value } from "./value.js";
import { itemsOf } from "./value-parts.js";

/** Evaluates a call's arguments, including `*list` and `**dictionary`. */
export function gatherArguments(
  given: readonly Argument[],
  evaluated: (expression: Expression) => Value,
  position: RulesPosition,
): Pick<Call, "positional" | "named"> {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  const name = (key: string, value: Value) => {
    if (named.has(key)) throw evaluationFault(`"${key}" is given twice`, position);
    named.set(key, value);
  };
  for (const argument of given) {
    const value = evaluated(argument.value);
    if (argument.isNamedSpread === true) {
      for (const [key, item] of namedValues(value, position)) name(key, item);
      continue;
    }
    if (argument.name === undefined && named.size > 0)
      throw evaluationFault("values without a name come first", position);
    if (argument.isSpread === true) positional.push(...itemsOf(value, position));
    else if (argument.name === undefined) positional.push(value);
    else name(argument.name, value);
  }
  return { positional, named };
}

function namedValues(value: Value, position: RulesPosition): readonly (readonly [string, Value])[] {
  if (!(value instanceof Map))
    throw evaluationFault(`${typeName(value)} is not a dictionary of named values`, position);
  return [...value].map(([key, item]) => {
    if (typeof key !== "string") throw evaluationFault("names of values are texts", position);
    return [key, item] as const;
  });
}

/** The parameters of a function defined in the file. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** The default values of the parameters, by position. */
  readonly fallbacks: readonly (Value | undefined)[];
}

/** Assigns the arguments of a call to a function's parameters. */
export function bindParameters(
  { name, parameters, fallbacks }: Signature,
  { positional, named, position }: Call,
  scope: Scope,
): void {
  const known = new Set(parameters.map((parameter) => parameter.name));
  const left = new Map<Value, Value>([...named].filter(([key]) => !known.has(key)));
  const [unknown] = left.keys();
  const takesNamed = parameters.some(({ isNamedRest }) => isNamedRest);
  if (unknown !== undefined && !takesNamed) throw evaluationFault(`${name}() has no parameter "${unknown}"`, position);
  const rest = parameters.findIndex(({ isRest }) => isRest);
  if (rest < 0 && positional.length > parameters.length - (takesNamed ? 1 : 0))
    throw evaluationFault(`${name}() takes ${parameters.length} values`, position);
  for (const [index, parameter] of parameters.entries()) {
    const isByNameAlone = rest >= 0 && index > rest;
    const own = isByNameAlone ? undefined : positional[index];
    // None is an ordinary value.
    const value = [own, named.get(parameter.name), fallbacks[index]].find((one) => one !== undefined);
    if (parameter.isRest === true) scope.set(parameter.name, positional.slice(index));
    else if (parameter.isNamedRest === true) scope.set(parameter.name, left);
    else if (value !== undefined) scope.set(parameter.name, value);
    else throw evaluationFault(`${name}() needs "${parameter.name}"`, position);
  }
}
