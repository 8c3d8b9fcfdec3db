/** Folded characters by UTF-16 unit; 0 if not computed yet. A pure cache. */
const folded = new Uint16Array(65_536);

/**
 * A UTF-16 unit for comparisons: in lower case and without accents. Surrogates, and characters that would expand to several, are
 * unchanged, so that positions in a path stay valid.
 */
export function foldCharacter(unit: number): number {
  const known = folded[unit];
  if (known !== undefined && known !== 0) return known;
  const result = fold(unit);
  folded[unit] = result;
  return result;
}

function fold(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  if (unit >= 0xd800 && unit <= 0xdfff) return unit;
  const [base = ""] = String.fromCharCode(unit).normalize("NFD");
  const lower = base.toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
}
