import { CodexError } from "../error.js";
import { appliedLayers, type ConfigLayer, fileOf } from "./config-layers.js";
import { isTable, type Table } from "./table.js";

/** Name patterns of variables to exclude, and to include exclusively; an empty include list means all. */
export interface NameLists {
  readonly exclude: readonly string[];
  readonly include: readonly string[];
}

type Filters = Readonly<Record<string, "include" | "exclude">>;

/** Applies `filters` to the lists. A filter overrides the lists for its pattern, ignoring case. */
export function withFilters({ exclude, include }: NameLists, filters: Filters = {}): NameLists {
  const patterns = Object.keys(filters);
  const those = (action: string) => patterns.filter((pattern) => filters[pattern] === action);
  return {
    exclude: [...without(exclude, patterns), ...those("exclude")],
    include: [...without(include, patterns), ...those("include")],
  };
}

/**
 * The merged settings with a single pair of lists. Layers may use `filters`, which add to those of lower layers, or lists, which replace
 * those of lower layers.
 * @throws CodexError `config-invalid` for a layer that uses both.
 */
export function withFiltersOfLayers(merged: Table, layers: readonly ConfigLayer[]): Table {
  const key = "shell_environment_policy";
  const policies = appliedLayers(layers).flatMap((layer) => {
    const policy = layer.table[key];
    return isTable(policy) ? [{ layer, policy }] : [];
  });
  const policy = merged[key];
  if (!isTable(policy) || !policies.some((one) => isFilters(one.policy["filters"]))) return merged;
  const { exclude, include } = policies.reduceRight<NameLists>(
    (lists, one) => withPolicy(lists, one.policy, one.layer),
    { exclude: [], include: [] },
  );
  const { filters: _, ...others } = policy;
  return { ...merged, [key]: { ...others, exclude, include_only: include } };
}

function withPolicy(below: NameLists, { exclude, include_only, filters }: Table, { source }: ConfigLayer): NameLists {
  if (filters !== undefined && (exclude !== undefined || include_only !== undefined)) {
    const place = source.type === "session" ? "" : `${fileOf(source)}: `;
    throw new CodexError(
      "config-invalid",
      `${place}\`shell_environment_policy.filters\` cannot stand beside \`exclude\` and \`include_only\`: say it one way`,
    );
  }
  let lists = below;
  if (isTexts(exclude)) lists = { exclude, include: without(lists.include, exclude) };
  if (isTexts(include_only)) lists = { exclude: without(lists.exclude, include_only), include: include_only };
  return isFilters(filters) ? withFilters(lists, filters) : lists;
}

function without(patterns: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others.map((other) => other.toLowerCase()));
  return patterns.filter((pattern) => !known.has(pattern.toLowerCase()));
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

/** Anything else is refused later, together with all other errors in the file. */
const isFilters = (value: unknown): value is Filters =>
  isTable(value) && Object.values(value).every((action) => action === "include" || action === "exclude");
