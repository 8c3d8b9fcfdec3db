import type { TokenUsage } from "@codex/protocol";

/** The sum of two counts. */
export function addUsage(sum: TokenUsage | undefined, more: TokenUsage): TokenUsage {
  const add = (name: keyof TokenUsage) => (sum?.[name] ?? 0) + (more[name] ?? 0);
  return {
    input_tokens: add("input_tokens"),
    cached_input_tokens: add("cached_input_tokens"),
    output_tokens: add("output_tokens"),
    reasoning_output_tokens: add("reasoning_output_tokens"),
    total_tokens: add("total_tokens"),
  };
}

/** `1,234 in (1,000 cached), 56 out (20 reasoning)`. */
export function describeUsage(usage: TokenUsage): string {
  const cached = usage.cached_input_tokens ? ` (${thousands(usage.cached_input_tokens)} cached)` : "";
  const reasoning = usage.reasoning_output_tokens ? ` (${thousands(usage.reasoning_output_tokens)} reasoning)` : "";
  return `${thousands(usage.input_tokens)} in${cached}, ${thousands(usage.output_tokens)} out${reasoning}`;
}

/** Done by hand, since formatting the first number with a locale takes 10 ms. */
function thousands(count = 0): string {
  const digits = String(count);
  const groups = [digits.slice(0, digits.length % 3)];
  for (let at = digits.length % 3; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.filter((group) => group !== "").join(",");
}
