/** Whether a `sed -n` script prints lines by number and does nothing else: `12p` or `12,40p`. */
export function isLineRangePrint(script: string | undefined): boolean {
  return script !== undefined && /^(\d+,)?\d+p$/.test(script);
}
