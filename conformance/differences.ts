const MOST = 20;

/** What was expected and is missing or different; at most 20 lines. Additional keys are not a difference. */
export function differences(expected: unknown, actual: unknown, place = "$"): string[] {
  if (Array.isArray(expected) && Array.isArray(actual)) return listDifferences(expected, actual, place);
  if (isRecord(expected) && isRecord(actual)) {
    return Object.entries(expected)
      .flatMap(([key, value]) =>
        key in actual
          ? differences(value, actual[key], `${place}.${key}`)
          : [`${place}.${key}: missing ${short(value)}`],
      )
      .slice(0, MOST);
  }
  if (Object.is(expected, actual)) return [];
  const [one, other] = shorter(expected, actual);
  return [`${place}: ${short(other)} instead of ${short(one)}`];
}

/** The parts of long texts from shortly before the first difference on. */
function shorter(one: unknown, other: unknown): readonly [unknown, unknown] {
  if (typeof one !== "string" || typeof other !== "string") return [one, other];
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const start = same - 20;
  const cut = (text: string) => `…${text.slice(start, start + 60)}`;
  return start > 100 ? [cut(one), cut(other)] : [one, other];
}

function listDifferences(expected: readonly unknown[], actual: readonly unknown[], place: string): string[] {
  const length =
    expected.length === actual.length ? [] : [`${place}: ${actual.length} entries instead of ${expected.length}`];
  const common = expected.slice(0, actual.length);
  return [
    ...length,
    ...common.flatMap((value, index) => differences(value, actual[index], `${place}[${index}]`)),
  ].slice(0, MOST);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
